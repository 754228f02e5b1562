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
  select distinct day, currency, known_from from candidate
),

span as (
  select
    day,
    currency,
    known_from,
    coalesce(
      lead(known_from) over (partition by day, currency order by known_from), cast('9999-12-31' as date)
    ) as known_until
  from boundary
),

ranked as (
  select
    span.day,
    span.currency,
    span.known_from,
    span.known_until,
    candidate.rate,
    row_number() over (
      partition by span.day, span.currency, span.known_from order by candidate.rate_day desc
    ) as row_rank
  from span
  inner join candidate
    on candidate.day = span.day
    and candidate.currency = span.currency
    and candidate.known_from <= span.known_from
    and span.known_from < candidate.known_until
)

select
  day,
  currency,
  cast(rate as decimal(18, 8)) as rate,
  known_from,
  known_until
from ranked
where row_rank = 1
union all
select
  day,
  cast(:currency as text) as currency,
  cast(1 as decimal(18, 8)) as rate,
  cast('1900-01-01' as date) as known_from,
  cast('9999-12-31' as date) as known_until
from core.calendar
