/*
description: the company's money over the period that ends on a day, and its pipeline at that day's end
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, vintage]
owner: finance
definition: the sum over all programs, unattributed included
formula: ROI = (net revenue − cost) / cost × 100; ROMI = (contribution − cost) / cost; platform-reported ROAS = advertised_conversion_value / ad_spend; booked ROAS = advertised_revenue / ad_spend
unit: amounts in the reporting currency; ROI in percent; ROMI and ROAS as ratios
denominators: ROI and ROMI: all costs; ROAS, both: ad spend of the same campaigns
caveats: the platform's days are its account's own; an order that fulfils a deal is in no campaign's revenue; what no connected system reports is null, and so is a ratio of it
changed_by:
  core.connected: known; select business.day from core.business_day as business cross join (select distinct 1 as
      told from changed_now) as told
columns:
  as_of_day: last day of the period
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  period_first_day: first day of the period
  ad_spend: media spend of the platforms
  other_cost: creators' fees, production, agency, tools and other costs
  cost: ad_spend + other_cost
  media_cost: the part of cost that is media: ad_spend and the costs of kind media
  net_revenue: sales less cancellations and returns, each on its own day
  contribution: net_revenue less cost of goods, payment fees and fulfilment; null where a cost of goods is unknown
  orders: orders, by credit
  platform_conversions: purchases that the platforms report
  platform_conversion_value: their value
  advertised_conversion_value: platform_conversion_value of the campaigns with spend in the period
  advertised_revenue: net revenue of the orders whose last non-direct touch names one of those campaigns
  roi_percent: (net_revenue − cost) / cost × 100
  romi: (contribution − cost) / cost
  roas_platform: advertised_conversion_value / ad_spend; null without ad spend
  roas_booked: advertised_revenue / ad_spend; null without ad spend
  currency: ISO 4217 code of the amounts
  qualified: qualified pipeline at the end of as_of_day
  weighted: weighted pipeline at the end of as_of_day
  qualified_deals: qualified deals
*/
with basis as (
  select day as as_of_day, 'as_reported' as vintage, day as known_on from core.business_day
  union all
  select day as as_of_day, 'latest' as vintage, latest_knowledge() as known_on from core.business_day
),

money as (
  select
    as_of_day,
    vintage,
    sum(coalesce(ad_spend, 0)) as ad_spend,
    sum(coalesce(other_cost, 0)) as other_cost,
    sum(coalesce(ad_spend, 0) + coalesce(other_cost, 0)) as cost,
    sum(coalesce(media_cost, 0)) as media_cost,
    sum(sales) as sales,
    sum(cancellations) as cancellations,
    sum(returns) as returns,
    sum(cost_of_goods) as cost_of_goods,
    sum(payment_fees) as payment_fees,
    sum(fulfilment) as fulfilment,
    sum(events_without_cost) as events_without_cost,
    sum(coalesce(orders, 0)) as orders,
    sum(platform_conversions) as platform_conversions,
    sum(platform_conversion_value) as platform_conversion_value,
    sum(advertised_conversion_value) as advertised_conversion_value,
    sum(advertised_revenue) as advertised_revenue
  from core.program_window
  group by as_of_day, vintage
),

pipeline as (
  select
    as_of_day,
    vintage,
    sum(qualified) as qualified,
    sum(weighted) as weighted,
    sum(qualified_deals) as qualified_deals
  from marts.qualified_pipeline
  where model = :default_model
  group by as_of_day, vintage
),

joined as (
  select
    basis.as_of_day,
    basis.vintage,
    case when connected.ads then coalesce(money.ad_spend, 0) end as ad_spend,
    case when connected.costs then coalesce(money.other_cost, 0) end as other_cost,
    case when connected.costs then coalesce(money.cost, 0) end as cost,
    case when connected.costs then coalesce(money.media_cost, 0) end as media_cost,
    case when connected.revenue then net_revenue(money) end as net_revenue,
    case when connected.till then contribution(money) end as contribution,
    case when connected.revenue then money.advertised_revenue end as advertised_revenue,
    case when connected.revenue then coalesce(money.orders, 0) end as orders,
    money.platform_conversions,
    money.platform_conversion_value,
    money.advertised_conversion_value,
    case when connected.crm then coalesce(pipeline.qualified, 0) end as qualified,
    case when connected.crm then coalesce(pipeline.weighted, 0) end as weighted,
    case when connected.crm then coalesce(pipeline.qualified_deals, 0) end as qualified_deals
  from basis
  inner join core.connected as connected
    on known_on(connected, basis.known_on)
  left join money on money.as_of_day = basis.as_of_day and money.vintage = basis.vintage
  left join pipeline on pipeline.as_of_day = basis.as_of_day and pipeline.vintage = basis.vintage
)

select
  as_of_day,
  vintage,
  cast(as_of_day - :period_back as date) as period_first_day,
  cast(ad_spend as decimal(28, 8)) as ad_spend,
  cast(other_cost as decimal(28, 8)) as other_cost,
  cast(cost as decimal(28, 8)) as cost,
  cast(media_cost as decimal(28, 8)) as media_cost,
  cast(net_revenue as decimal(28, 8)) as net_revenue,
  cast(contribution as decimal(28, 8)) as contribution,
  cast(orders as decimal(28, 6)) as orders,
  cast(platform_conversions as decimal(28, 4)) as platform_conversions,
  cast(platform_conversion_value as decimal(28, 8)) as platform_conversion_value,
  cast(advertised_conversion_value as decimal(28, 8)) as advertised_conversion_value,
  cast(advertised_revenue as decimal(28, 8)) as advertised_revenue,
  roi_percent(net_revenue, cost) as roi_percent,
  romi(contribution, cost) as romi,
  ratio(advertised_conversion_value, ad_spend) as roas_platform,
  ratio(advertised_revenue, ad_spend) as roas_booked,
  cast(:currency as text) as currency,
  cast(qualified as decimal(28, 8)) as qualified,
  cast(weighted as decimal(28, 8)) as weighted,
  cast(qualified_deals as decimal(18, 6)) as qualified_deals
from joined
