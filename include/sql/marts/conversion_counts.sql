/*
description: conversions that the platforms report, conversions that analytics tracked and orders booked over the period that ends on a day; as of the latest data
materialized: incremental
partition_by: as_of_day
grain: [as_of_day]
owner: finance
definition: three systems' totals of the same purchases, side by side
unit: purchases counted; values in the reporting currency
caveats: null where no such system is connected; the platforms' sum counts an order as often as it is reported
changed_by:
  core.ad_fact: day for :period_days days
  staging.web_purchase: day for :period_days days
  core.fx_rate: day for :period_days days
  core.order_credit_touch: order_day for :period_days days
columns:
  as_of_day: last day of the period
  period_first_day: first day of the period
  platform_conversions: purchases that the platforms report
  platform_conversion_value: their value
  tracked_conversions: purchase events that analytics tracked
  tracked_conversion_value: their value
  orders: web orders that were kept
  order_value: their net amount
  currency: ISO 4217 code of the values
*/
-- Days are summed up before periods are: a day is in many periods.
with ad_day as (
  select
    day,
    sum(platform_conversions) as platform_conversions,
    sum(platform_conversion_value) as platform_conversion_value
  from core.ad_fact
  where is_current()
  group by day
),

platform as (
  select
    business.day as as_of_day,
    sum(ad_day.platform_conversions) as platform_conversions,
    sum(ad_day.platform_conversion_value) as platform_conversion_value
  from core.business_day as business
  inner join ad_day
    on ad_day.day <= business.day
    and date_diff('day', ad_day.day, business.day) < :period_days
  group by business.day
),

event as (
  select
    event_at,
    user_id,
    transaction_id,
    currency,
    day,
    coalesce(max(purchase_value), sum(item_revenue)) as value
  from staging.web_purchase
  where is_current()
  group by event_at, user_id, transaction_id, currency, day
),

event_day as (
  select
    event.day,
    count(*) as tracked_conversions,
    sum(converted(event.value, fx.rate)) as tracked_conversion_value
  from event
  left join core.fx_rate as fx
    on fx.day = event.day
    and fx.currency = event.currency
    and is_current(fx)
  where event.value is not null
  group by event.day
),

tracked as (
  select
    business.day as as_of_day,
    sum(event_day.tracked_conversions) as tracked_conversions,
    sum(event_day.tracked_conversion_value) as tracked_conversion_value
  from core.business_day as business
  inner join event_day
    on event_day.day <= business.day
    and date_diff('day', event_day.day, business.day) < :period_days
  group by business.day
),

order_day as (
  select order_day as day, count(*) filter (where is_kept) as orders, sum(kept_amount) as order_value
  from core.order_credit_touch
  group by order_day
),

booked as (
  select
    business.day as as_of_day,
    sum(order_day.orders) as orders,
    sum(order_day.order_value) as order_value
  from core.business_day as business
  inner join order_day
    on order_day.day <= business.day
    and date_diff('day', order_day.day, business.day) < :period_days
  group by business.day
)

select
  business.day as as_of_day,
  cast(business.day - :period_back as date) as period_first_day,
  cast(platform.platform_conversions as decimal(28, 4)) as platform_conversions,
  cast(platform.platform_conversion_value as decimal(28, 2)) as platform_conversion_value,
  cast(tracked.tracked_conversions as bigint) as tracked_conversions,
  cast(tracked.tracked_conversion_value as decimal(28, 2)) as tracked_conversion_value,
  cast(booked.orders as bigint) as orders,
  cast(booked.order_value as decimal(28, 2)) as order_value,
  cast(:currency as text) as currency
from core.business_day as business
left join platform on platform.as_of_day = business.day
left join tracked on tracked.as_of_day = business.day
left join booked on booked.as_of_day = business.day
