/*
description: one day's part of a cost, in the reporting currency, as known over a span of business days
materialized: incremental
partition_by: day
grain: [cost_id, day, known_from]
changed_by:
  staging.cost: select calendar.day from core.calendar as calendar inner join changed on calendar.day between
      changed.starts_on and changed.ends_on
  core.cost_horizon: select calendar.day from core.calendar as calendar inner join changed on calendar.day >=
      changed.from_day and calendar.day < changed.until_day where calendar.day <= (select max(day) from
      core.business_day)
  core.business_day: select day from changed
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
-- about which any export speaks are left out. A day's part is known from that day on at the earliest.
-- A list that is delivered anew is no news of the costs that it repeats.
with listed as (
  select
    source,
    account_id,
    cost_id,
    program_id,
    kind,
    currency,
    amount,
    starts_on,
    ends_on,
    known_from,
    known_until,
    case
      when lag(known_until) over (
        partition by source, account_id, cost_id, program_id, kind, currency, amount, starts_on, ends_on
        order by known_from
      ) = known_from then 0
      else 1
    end as news
  from staging.cost
),

numbered as (
  select
    listed.*,
    sum(news) over (
      partition by source, account_id, cost_id, program_id, kind, currency, amount, starts_on, ends_on
      order by known_from
    ) as span_number
  from listed
),

cost as (
  select
    cost_id,
    program_id,
    kind,
    currency,
    amount,
    starts_on,
    ends_on,
    min(known_from) as known_from,
    max(known_until) as known_until
  from numbered
  group by source, account_id, cost_id, program_id, kind, currency, amount, starts_on, ends_on, span_number
),

spread as (
  select
    cost.cost_id,
    cost.program_id,
    cost.kind,
    cost.currency,
    cost.amount,
    cost.ends_on,
    greatest(cost.known_from, horizon.known_from, calendar.day) as known_from,
    least(cost.known_until, horizon.known_until) as known_until,
    calendar.day,
    date_diff('day', cost.starts_on, cost.ends_on) + 1 as days,
    cast(cost.amount * 100 as bigint) as cents
  from cost
  inner join core.calendar as calendar
    on calendar.day between cost.starts_on and cost.ends_on
    -- what a list said about a day that it did not live to see is of no interest
    and calendar.day < cost.known_until
    and calendar.day <= (select max(day) from core.business_day)
  inner join core.cost_horizon as horizon
    on horizon.from_day <= calendar.day
    and calendar.day < horizon.until_day
    and horizon.known_from < cost.known_until
    and greatest(cost.known_from, calendar.day) < horizon.known_until
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
  converted(daily.amount, fx.rate) as amount,
  daily.currency as account_currency,
  fx.rate,
  greatest(daily.known_from, coalesce(fx.known_from, daily.known_from)) as known_from,
  least(daily.known_until, coalesce(fx.known_until, daily.known_until)) as known_until
from daily
left join core.fx_rate as fx
  on fx.day = daily.day
  and fx.currency = daily.currency
  and known_together(fx, daily)
