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

-- an amount of a period, day by day: [{day, amount}], even to a hundredth of a cent, together the amount exactly
create macro spread_evenly(amount, first_day, last_day) as list_transform(
  range(date_diff('day', first_day, last_day) + 1),
  lambda n: {
    'day': first_day + cast(n as int),
    'amount': cast(
      (cast(amount * 10000 as hugeint) * (n + 1)) // (date_diff('day', first_day, last_day) + 1)
      - (cast(amount * 10000 as hugeint) * n) // (date_diff('day', first_day, last_day) + 1) as decimal(28, 0)
    ) * 0.0001
  }
);

-- a Salesforce id in its form of 18 characters, whether an export gave 15 or 18 of them: both are the same record
create macro salesforce_id(id) as case when length(id) = 15 then id || array_to_string(
  list_transform(
    [1, 6, 11],
    lambda start: substr(
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
      cast(1 + list_sum(list_transform(
        [0, 1, 2, 3, 4],
        lambda n: case when substr(id, start + n, 1) between 'A' and 'Z' then 1 << n else 0 end
      )) as bigint),
      1
    )
  ),
  ''
) else id end;
