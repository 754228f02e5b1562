/*
description: what a week, month or quarter cost, showed, sold and had reported by platforms, of one program, as first reported at its end, or latest
materialized: incremental
partition_by: as_of_day
grain: [period_kind, as_of_day, vintage, program_id]
changed_by:
  core.program_fact: event_day for 92 days
  core.ad_fact: day for 92 days
  core.campaign_fact: event_day for 92 days
columns:
  period_kind: week, month or quarter
  first_day: first day of the period
  as_of_day: last day of the period
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  program_id: the program
  impressions: times its ads were shown
  clicks: clicks to the destination
  platform_conversions: purchases that the platforms report
  platform_conversion_value: their value
  advertised_conversion_value: platform_conversion_value of the campaigns with spend in the period
  advertised_revenue: net revenue of the orders whose last non-direct touch names one of those campaigns
  ad_spend: media spend of the platforms
  other_cost: every other cost
  media_cost: the part of both that is media
  orders: orders, by credit
  sales: net revenue of sales
  cancellations: net revenue of cancellations, negative
  returns: net revenue of returns, negative
  cost_of_goods: cost of the goods sold and not come back
  payment_fees: fees of the payment provider
  fulfilment: packing and sending
  events_without_cost: revenue events whose cost of goods nobody knows
*/
with basis as (
  select period_kind, first_day, as_of_day, 'as_reported' as vintage, as_of_day as known_on from core.period
  union all
  select period_kind, first_day, as_of_day, 'latest' as vintage, latest_knowledge() as known_on from core.period
),

money as (
  select
    basis.period_kind,
    basis.first_day,
    basis.as_of_day,
    basis.vintage,
    fact.program_id,
    sum(fact.platform_conversions) as platform_conversions,
    sum(fact.platform_conversion_value) as platform_conversion_value,
    sum(fact.ad_spend) as ad_spend,
    sum(fact.other_cost) as other_cost,
    sum(fact.media_cost) as media_cost,
    sum(fact.orders) as orders,
    sum(fact.sales) as sales,
    sum(fact.cancellations) as cancellations,
    sum(fact.returns) as returns,
    sum(fact.cost_of_goods) as cost_of_goods,
    sum(fact.payment_fees) as payment_fees,
    sum(fact.fulfilment) as fulfilment,
    sum(fact.events_without_cost) as events_without_cost
  from basis
  inner join core.program_fact as fact
    on fact.event_day between basis.first_day and basis.as_of_day
    and known_on(fact, basis.known_on)
  group by basis.period_kind, basis.first_day, basis.as_of_day, basis.vintage, fact.program_id
),

shown as (
  select
    basis.period_kind,
    basis.as_of_day,
    basis.vintage,
    ad.program_id,
    sum(ad.impressions) as impressions,
    sum(ad.clicks) as clicks
  from basis
  inner join core.ad_fact as ad
    on ad.day between basis.first_day and basis.as_of_day
    and known_on(ad, basis.known_on)
  group by basis.period_kind, basis.as_of_day, basis.vintage, ad.program_id
),

campaign as (
  select
    basis.period_kind,
    basis.as_of_day,
    basis.vintage,
    fact.program_id,
    fact.utm_campaign,
    sum(fact.spend) as spend,
    sum(fact.platform_conversion_value) as platform_conversion_value,
    sum(fact.revenue) as revenue
  from basis
  inner join core.campaign_fact as fact
    on fact.event_day between basis.first_day and basis.as_of_day
    and known_on(fact, basis.known_on)
  group by basis.period_kind, basis.as_of_day, basis.vintage, fact.program_id, fact.utm_campaign
),

advertised as (
  select
    period_kind,
    as_of_day,
    vintage,
    program_id,
    sum(platform_conversion_value) as conversion_value,
    sum(coalesce(revenue, 0)) as revenue
  from campaign
  where spend <> 0
  group by period_kind, as_of_day, vintage, program_id
)

select
  money.period_kind,
  money.first_day,
  money.as_of_day,
  money.vintage,
  money.program_id,
  cast(shown.impressions as bigint) as impressions,
  cast(shown.clicks as bigint) as clicks,
  cast(money.platform_conversions as decimal(28, 4)) as platform_conversions,
  cast(money.platform_conversion_value as decimal(28, 8)) as platform_conversion_value,
  cast(advertised.conversion_value as decimal(28, 8)) as advertised_conversion_value,
  cast(advertised.revenue as decimal(28, 8)) as advertised_revenue,
  cast(money.ad_spend as decimal(28, 8)) as ad_spend,
  cast(money.other_cost as decimal(28, 8)) as other_cost,
  cast(money.media_cost as decimal(28, 8)) as media_cost,
  cast(money.orders as decimal(28, 6)) as orders,
  cast(money.sales as decimal(28, 8)) as sales,
  cast(money.cancellations as decimal(28, 8)) as cancellations,
  cast(money.returns as decimal(28, 8)) as returns,
  cast(money.cost_of_goods as decimal(28, 8)) as cost_of_goods,
  cast(money.payment_fees as decimal(28, 8)) as payment_fees,
  cast(money.fulfilment as decimal(28, 8)) as fulfilment,
  cast(money.events_without_cost as bigint) as events_without_cost
from money
left join shown
  on shown.period_kind = money.period_kind
  and shown.as_of_day = money.as_of_day
  and shown.vintage = money.vintage
  and shown.program_id = money.program_id
left join advertised
  on advertised.period_kind = money.period_kind
  and advertised.as_of_day = money.as_of_day
  and advertised.vintage = money.vintage
  and advertised.program_id = money.program_id
