/*
description: what a program cost, sold and had reported by platforms on one day, as of the latest data
materialized: incremental
partition_by: day
grain: [day, program_id]
owner: marketing
definition: the day's costs and revenue events of a program, each booked on the day it happened
unit: amounts in the reporting currency, on each day
caveats: returns and cancellations are booked on their own day; contribution is null where a cost of goods is unknown
changed_by:
  core.program_fact: event_day
columns:
  day: the day
  program_id: the program
  ad_spend: media spend of the platforms
  other_cost: creators' fees, production, agency, tools and other costs
  cost: ad_spend + other_cost
  media_cost: the part of cost that is media: ad_spend and the costs of kind media
  sales: net revenue of sales
  cancellations: net revenue of cancellations, negative
  returns: net revenue of returns, negative
  net_revenue: sales + cancellations + returns
  cost_of_goods: cost of the goods sold and not come back
  payment_fees: fees of the payment provider
  fulfilment: packing and sending
  contribution: net_revenue − cost_of_goods − payment_fees − fulfilment; null where a cost of goods is unknown
  orders: orders, by credit
  platform_conversions: purchases that the platforms report
  platform_conversion_value: their value
  currency: ISO 4217 code of the amounts
*/
with day as (
  select
    event_day,
    program_id,
    sum(ad_spend) as ad_spend,
    sum(other_cost) as other_cost,
    sum(media_cost) as media_cost,
    sum(sales) as sales,
    sum(cancellations) as cancellations,
    sum(returns) as returns,
    sum(cost_of_goods) as cost_of_goods,
    sum(payment_fees) as payment_fees,
    sum(fulfilment) as fulfilment,
    sum(orders) as orders,
    sum(events_without_cost) as events_without_cost,
    sum(platform_conversions) as platform_conversions,
    sum(platform_conversion_value) as platform_conversion_value
  from core.program_fact
  where is_current()
  group by event_day, program_id
)

select
  event_day as day,
  program_id,
  cast(coalesce(ad_spend, 0) as decimal(28, 8)) as ad_spend,
  cast(coalesce(other_cost, 0) as decimal(28, 8)) as other_cost,
  cast(coalesce(ad_spend, 0) + coalesce(other_cost, 0) as decimal(28, 8)) as cost,
  cast(coalesce(media_cost, 0) as decimal(28, 8)) as media_cost,
  cast(coalesce(sales, 0) as decimal(28, 8)) as sales,
  cast(coalesce(cancellations, 0) as decimal(28, 8)) as cancellations,
  cast(coalesce(returns, 0) as decimal(28, 8)) as returns,
  cast(net_revenue(day) as decimal(28, 8)) as net_revenue,
  cast(coalesce(cost_of_goods, 0) as decimal(28, 8)) as cost_of_goods,
  cast(coalesce(payment_fees, 0) as decimal(28, 8)) as payment_fees,
  cast(coalesce(fulfilment, 0) as decimal(28, 8)) as fulfilment,
  cast(contribution(day) as decimal(28, 8)) as contribution,
  cast(coalesce(orders, 0) as decimal(28, 6)) as orders,
  cast(platform_conversions as decimal(28, 4)) as platform_conversions,
  cast(platform_conversion_value as decimal(28, 8)) as platform_conversion_value,
  cast(:currency as text) as currency
from day
