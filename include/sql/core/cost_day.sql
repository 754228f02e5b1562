/*
description: one day's part of a cost, in the reporting currency, as known over a span of business days
materialized: table
grain: [cost_id, day, known_from]
columns:
  cost_id: the company's id of the cost
  program_id: the program that bears it
  kind: creator_fee, production, agency, tools or media
  day: the day
  amount: that day's part, in the reporting currency, rounded to cents
  account_currency: ISO 4217 code in which it is paid
  rate: the rate at which it was converted; null where none is known
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- A cost is spread evenly over its days in whole cents; what is left over goes to its last day. Days before the first
-- about which any export speaks are left out: nothing is known of them but their cost.
with horizon as (
  select
    (select max(day) from core.business_day) as last_day,
    coalesce(
      (select min(day) from ops.slice where day > cast('1900-01-01' as date)), cast('1900-01-01' as date)
    ) as first_day
),

spread as (
  select
    cost.cost_id,
    cost.program_id,
    cost.kind,
    cost.currency,
    cost.amount,
    cost.ends_on,
    cost.known_from,
    cost.known_until,
    calendar.day,
    date_diff('day', cost.starts_on, cost.ends_on) + 1 as days,
    cast(cost.amount * 100 as bigint) as cents
  from staging.cost as cost
  inner join core.calendar as calendar
    on calendar.day between cost.starts_on and cost.ends_on
    -- what a list said about a day that it did not live to see is of no interest
    and calendar.day < cost.known_until
  inner join horizon on calendar.day between horizon.first_day and horizon.last_day
),

daily as (
  select
    cost_id,
    program_id,
    kind,
    currency,
    day,
    known_from,
    known_until,
    cast(
      case when day = ends_on then cents - (cents // days) * (days - 1) else cents // days end as decimal(28, 2)
    ) * cast(0.01 as decimal(4, 2)) as amount
  from spread
)

select
  daily.cost_id,
  daily.program_id,
  daily.kind,
  daily.day,
  cast(round(cast(daily.amount as decimal(28, 4)) * fx.rate, 2) as decimal(28, 2)) as amount,
  daily.currency as account_currency,
  fx.rate,
  greatest(daily.known_from, coalesce(fx.known_from, daily.known_from)) as known_from,
  least(daily.known_until, coalesce(fx.known_until, daily.known_until)) as known_until
from daily
left join core.fx_rate as fx
  on fx.day = daily.day
  and fx.currency = daily.currency
  and fx.known_from < daily.known_until
  and daily.known_from < fx.known_until
