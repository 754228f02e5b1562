/*
description: a program's sums over the period that ends on a day, as first reported that day, or latest
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, vintage, program_id]
changed_by:
  core.program_fact: event_day for :period_days days
  core.campaign_fact: event_day for :period_days days
columns:
  as_of_day: the last day of the period
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  program_id: the program
  ad_spend: media spend of the platforms in the period
  other_cost: every other cost
  media_cost: the part of both that is media
  sales: net revenue of sales
  cancellations: net revenue of cancellations, negative
  returns: net revenue of returns, negative
  cost_of_goods: cost of the goods sold and not come back
  payment_fees: fees of the payment provider
  fulfilment: packing and sending
  orders: orders, by credit
  events: revenue events behind the row
  events_without_cost: revenue events whose cost of goods nobody knows
  platform_conversions: purchases that the platforms report
  platform_conversion_value: their value
  advertised_conversion_value: platform_conversion_value of the campaigns with spend in the period
  advertised_revenue: net revenue of the orders whose last non-direct touch names one of those campaigns
*/
with basis as (
  select day as as_of_day, 'as_reported' as vintage, day as known_on from core.business_day
  union all
  select day as as_of_day, 'latest' as vintage, latest_knowledge() as known_on from core.business_day
),

money as (
  select
    basis.as_of_day,
    basis.vintage,
    fact.program_id,
    sum(fact.ad_spend) as ad_spend,
    sum(fact.other_cost) as other_cost,
    sum(fact.media_cost) as media_cost,
    sum(fact.sales) as sales,
    sum(fact.cancellations) as cancellations,
    sum(fact.returns) as returns,
    sum(fact.cost_of_goods) as cost_of_goods,
    sum(fact.payment_fees) as payment_fees,
    sum(fact.fulfilment) as fulfilment,
    sum(fact.orders) as orders,
    sum(fact.events) as events,
    sum(fact.events_without_cost) as events_without_cost,
    sum(fact.platform_conversions) as platform_conversions,
    sum(fact.platform_conversion_value) as platform_conversion_value
  from basis
  inner join core.program_fact as fact
    on fact.event_day <= basis.as_of_day
    and date_diff('day', fact.event_day, basis.as_of_day) < :period_days
    and known_on(fact, basis.known_on)
  group by basis.as_of_day, basis.vintage, fact.program_id
),

campaign as (
  select
    basis.as_of_day,
    basis.vintage,
    fact.program_id,
    fact.utm_campaign,
    sum(fact.spend) as spend,
    sum(fact.platform_conversion_value) as platform_conversion_value,
    sum(fact.revenue) as revenue
  from basis
  inner join core.campaign_fact as fact
    on fact.event_day <= basis.as_of_day
    and date_diff('day', fact.event_day, basis.as_of_day) < :period_days
    and known_on(fact, basis.known_on)
  group by basis.as_of_day, basis.vintage, fact.program_id, fact.utm_campaign
),

advertised as (
  select
    as_of_day,
    vintage,
    program_id,
    sum(platform_conversion_value) as conversion_value,
    sum(coalesce(revenue, 0)) as revenue
  from campaign
  where spend <> 0
  group by as_of_day, vintage, program_id
)

select
  money.as_of_day,
  money.vintage,
  money.program_id,
  cast(money.ad_spend as decimal(28, 8)) as ad_spend,
  cast(money.other_cost as decimal(28, 8)) as other_cost,
  cast(money.media_cost as decimal(28, 8)) as media_cost,
  cast(money.sales as decimal(28, 8)) as sales,
  cast(money.cancellations as decimal(28, 8)) as cancellations,
  cast(money.returns as decimal(28, 8)) as returns,
  cast(money.cost_of_goods as decimal(28, 8)) as cost_of_goods,
  cast(money.payment_fees as decimal(28, 8)) as payment_fees,
  cast(money.fulfilment as decimal(28, 8)) as fulfilment,
  cast(money.orders as decimal(28, 6)) as orders,
  cast(money.events as bigint) as events,
  cast(money.events_without_cost as bigint) as events_without_cost,
  cast(money.platform_conversions as decimal(28, 4)) as platform_conversions,
  cast(money.platform_conversion_value as decimal(28, 8)) as platform_conversion_value,
  cast(advertised.conversion_value as decimal(28, 8)) as advertised_conversion_value,
  cast(advertised.revenue as decimal(28, 8)) as advertised_revenue
from money
left join advertised
  on advertised.as_of_day = money.as_of_day
  and advertised.vintage = money.vintage
  and advertised.program_id = money.program_id
