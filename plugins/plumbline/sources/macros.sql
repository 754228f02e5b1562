-- Words of the field that every source's SQL may use.

-- the value, or null where it is the empty text. A list of one holds it, so that the expression behind it is planned
-- once: CASE and nullif would name it twice, and macros within macros eight times and more.
create macro filled(value) as list_filter([value], lambda v: v <> '')[1];

-- a UTM value as it is compared: decoded, trimmed, lower case; the words that mean nothing are null
create macro folded(value) as
  list_filter(
    [lower(trim(value))], lambda v: v not in ('', 'undefined', 'null', '(not set)', '(none)', '(direct)')
  )[1];

-- a parameter of an address, decoded, its case kept
create macro parameter_of(address, parameter) as
  filled(url_decode(replace(regexp_extract(address, '(?i)[?&]' || parameter || '=([^&#]*)', 1), '+', ' ')));

-- a UTM parameter of an address, folded
create macro utm_of(address, parameter) as folded(parameter_of(address, parameter));

-- the name of the first click id in an address: the platforms append it when an ad is clicked
create macro click_id_of(address) as
  filled(lower(regexp_extract(address, '(?i)[?&](ttclid|gclid|wbraid|gbraid|dclid|fbclid|msclkid)=[^&#]', 1)));
