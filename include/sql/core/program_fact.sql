/*
description: what a program cost, sold and had reported by platforms on one day, as known over a span of business days; spans of several rows add up
materialized: incremental
partition_by: event_day
changed_by:
  core.ad_fact: day
  core.cost_day: day
columns:
  source: ads, costs, till, or crm for won deals that count as revenue
  event_day: the day
  program_id: the program
  ad_spend: media spend of the platforms
  other_cost: every other cost
  media_cost: the part of both that is media: all of ad_spend, and the costs of kind media
  sales: net revenue of sales
  cancellations: net revenue of cancellations, negative
  returns: net revenue of returns, negative
  cost_of_goods: cost of the goods sold and not come back
  payment_fees: fees of the payment provider
  fulfilment: packing and sending
  orders: orders, won deals among them where they count as revenue, by credit
  events: revenue events behind the row
  events_without_cost: revenue events whose cost of goods nobody knows
  platform_conversions: purchases that the platforms report
  platform_conversion_value: their value
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
with ads as (
  select
    day,
    program_id,
    known_from,
    known_until,
    sum(spend) as ad_spend,
    sum(platform_conversions) as platform_conversions,
    sum(platform_conversion_value) as platform_conversion_value
  from core.ad_fact
  group by day, program_id, known_from, known_until
),

costs as (
  select
    day,
    program_id,
    known_from,
    known_until,
    sum(amount) as amount,
    sum(case when kind = 'media' then amount else 0 end) as media
  from core.cost_day
  group by day, program_id, known_from, known_until
),

revenue as (
  select
    source,
    event_day,
    program_id,
    known_from,
    known_until,
    sum(case when kind = 'sale' then net_amount else 0 end) as sales,
    sum(case when kind = 'cancellation' then net_amount else 0 end) as cancellations,
    sum(case when kind = 'return' then net_amount else 0 end) as returns,
    sum(cost_of_goods) as cost_of_goods,
    sum(payment_fee) as payment_fees,
    sum(fulfilment) as fulfilment,
    sum(case when kind = 'sale' then credit else 0 end) as orders,
    count(*) as events,
    count(*) filter (where cost_of_goods is null) as events_without_cost
  from core.revenue_share
  group by source, event_day, program_id, known_from, known_until
)

select
  'ads' as source,
  day as event_day,
  program_id,
  cast(ad_spend as decimal(28, 8)) as ad_spend,
  cast(null as decimal(28, 8)) as other_cost,
  cast(ad_spend as decimal(28, 8)) as media_cost,
  cast(null as decimal(28, 8)) as sales,
  cast(null as decimal(28, 8)) as cancellations,
  cast(null as decimal(28, 8)) as returns,
  cast(null as decimal(28, 8)) as cost_of_goods,
  cast(null as decimal(28, 8)) as payment_fees,
  cast(null as decimal(28, 8)) as fulfilment,
  cast(null as decimal(28, 6)) as orders,
  cast(0 as bigint) as events,
  cast(0 as bigint) as events_without_cost,
  cast(platform_conversions as decimal(28, 4)) as platform_conversions,
  cast(platform_conversion_value as decimal(28, 8)) as platform_conversion_value,
  known_from,
  known_until
from ads
union all
select
  'costs' as source,
  day as event_day,
  program_id,
  cast(null as decimal(28, 8)) as ad_spend,
  cast(amount as decimal(28, 8)) as other_cost,
  cast(media as decimal(28, 8)) as media_cost,
  cast(null as decimal(28, 8)) as sales,
  cast(null as decimal(28, 8)) as cancellations,
  cast(null as decimal(28, 8)) as returns,
  cast(null as decimal(28, 8)) as cost_of_goods,
  cast(null as decimal(28, 8)) as payment_fees,
  cast(null as decimal(28, 8)) as fulfilment,
  cast(null as decimal(28, 6)) as orders,
  cast(0 as bigint) as events,
  cast(0 as bigint) as events_without_cost,
  cast(null as decimal(28, 4)) as platform_conversions,
  cast(null as decimal(28, 8)) as platform_conversion_value,
  known_from,
  known_until
from costs
union all
select
  source,
  event_day,
  program_id,
  cast(null as decimal(28, 8)) as ad_spend,
  cast(null as decimal(28, 8)) as other_cost,
  cast(null as decimal(28, 8)) as media_cost,
  cast(sales as decimal(28, 8)) as sales,
  cast(cancellations as decimal(28, 8)) as cancellations,
  cast(returns as decimal(28, 8)) as returns,
  cast(cost_of_goods as decimal(28, 8)) as cost_of_goods,
  cast(payment_fees as decimal(28, 8)) as payment_fees,
  cast(fulfilment as decimal(28, 8)) as fulfilment,
  cast(orders as decimal(28, 6)) as orders,
  events,
  events_without_cost,
  cast(null as decimal(28, 4)) as platform_conversions,
  cast(null as decimal(28, 8)) as platform_conversion_value,
  known_from,
  known_until
from revenue
