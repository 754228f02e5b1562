/*
description: what one unit of a currency was worth in the reporting currency on a day, as known over a span of business days
materialized: table
grain: [day, currency, known_from]
columns:
  day: the day of the amount
  currency: ISO 4217 code of the amount
  rate: units of the reporting currency for one unit
  known_from: first business day on which this was the known rate
  known_until: first business day on which it no longer was
*/
-- A weekend or holiday takes the last published rate, for as many days as company.yaml allows; beyond that there is no
-- rate, and the check missing_rate stops the report: an unknown rate is never a 1.
with published as (
  select day as rate_day, currency, rate, known_from, known_until
  from staging.fx_rate
  where to_currency = :currency
),

candidate as (
  select
    calendar.day,
    published.currency,
    published.rate_day,
    published.rate,
    published.known_from,
    published.known_until
  from published
  inner join core.calendar as calendar
    on calendar.day >= published.rate_day
    and date_diff('day', published.rate_day, calendar.day) <= :rate_valid_days
),

boundary as (
  select day, currency, known_from from candidate
  union
  select day, currency, known_until as known_from from candidate where known_until < end_of_time()
),

-- from a boundary on which no rate is known any more its rate is null
ranked as (
  select
    boundary.day,
    boundary.currency,
    boundary.known_from,
    candidate.rate,
    row_number() over (
      partition by boundary.day, boundary.currency, boundary.known_from order by candidate.rate_day desc
    ) as row_rank
  from boundary
  left join candidate
    on candidate.day = boundary.day
    and candidate.currency = boundary.currency
    and known_on(candidate, boundary.known_from)
),

told as (
  select
    day,
    currency,
    rate,
    known_from,
    lag(rate) over (partition by day, currency order by known_from) as rate_before
  from ranked
  where row_rank = 1
),

-- a list that is delivered anew with the same rate for a day is no news of that day
changed as (
  select
    day,
    currency,
    rate,
    known_from,
    coalesce(
      lead(known_from) over (partition by day, currency order by known_from), end_of_time()
    ) as known_until
  from told
  where coalesce(rate, 0) <> coalesce(rate_before, 0)
)

select
  day,
  currency,
  cast(rate as decimal(18, 8)) as rate,
  known_from,
  known_until
from changed
where rate is not null
union all
select
  day,
  cast(:currency as text) as currency,
  cast(1 as decimal(18, 8)) as rate,
  beginning_of_time() as known_from,
  end_of_time() as known_until
from core.calendar
