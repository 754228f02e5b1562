-- Words of the field that every source's SQL may use.

-- a UTM value as it is compared: decoded, trimmed, lower case; the words that mean nothing are null
create macro folded(value) as
  case when lower(trim(value)) in ('', 'undefined', 'null', '(not set)', '(none)', '(direct)') then null
  else lower(trim(value)) end;

-- a parameter of an address, decoded, its case kept
create macro parameter_of(address, parameter) as
  nullif(url_decode(replace(regexp_extract(address, '(?i)[?&]' || parameter || '=([^&#]*)', 1), '+', ' ')), '');

-- a UTM parameter of an address, folded
create macro utm_of(address, parameter) as folded(parameter_of(address, parameter));

-- the name of the first click id in an address: the platforms append it when an ad is clicked
create macro click_id_of(address) as
  nullif(lower(regexp_extract(address, '(?i)[?&](ttclid|gclid|wbraid|gbraid|dclid|fbclid|msclkid)=[^&#]', 1)), '');
