/*
description: a program's sums over the period that ends on a day, as first reported that day, or latest
materialized: table
grain: [as_of_day, vintage, program_id]
columns:
  as_of_day: the last day of the period
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  program_id: the program
  ad_spend: media spend of the platforms in the period
  other_cost: every other cost
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
*/
with basis as (
  select day as as_of_day, 'as_reported' as vintage, day as known_on from core.business_day
  union all
  select day as as_of_day, 'latest' as vintage, cast('9999-12-30' as date) as known_on from core.business_day
)

select
  basis.as_of_day,
  basis.vintage,
  fact.program_id,
  cast(sum(fact.ad_spend) as decimal(28, 8)) as ad_spend,
  cast(sum(fact.other_cost) as decimal(28, 8)) as other_cost,
  cast(sum(fact.sales) as decimal(28, 8)) as sales,
  cast(sum(fact.cancellations) as decimal(28, 8)) as cancellations,
  cast(sum(fact.returns) as decimal(28, 8)) as returns,
  cast(sum(fact.cost_of_goods) as decimal(28, 8)) as cost_of_goods,
  cast(sum(fact.payment_fees) as decimal(28, 8)) as payment_fees,
  cast(sum(fact.fulfilment) as decimal(28, 8)) as fulfilment,
  cast(sum(fact.orders) as decimal(28, 6)) as orders,
  cast(sum(fact.events) as bigint) as events,
  cast(sum(fact.events_without_cost) as bigint) as events_without_cost,
  cast(sum(fact.platform_conversions) as decimal(28, 4)) as platform_conversions,
  cast(sum(fact.platform_conversion_value) as decimal(28, 8)) as platform_conversion_value
from basis
inner join core.program_fact as fact
  on fact.event_day <= basis.as_of_day
  and date_diff('day', fact.event_day, basis.as_of_day) < :period_days
  and fact.known_from <= basis.known_on
  and basis.known_on < fact.known_until
group by basis.as_of_day, basis.vintage, fact.program_id
