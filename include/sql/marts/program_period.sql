/*
description: a program's money over the period that ends on a day, as first reported that day, or latest
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, vintage, program_id]
owner: marketing
definition: return on everything the program cost, on its margin, beside what the platforms report
formula: ROI = (net revenue − cost) / cost × 100; ROMI = (contribution − cost) / cost; platform-reported ROAS = advertised_conversion_value / ad_spend; booked ROAS = advertised_revenue / ad_spend
unit: amounts in the reporting currency; ROI in percent; ROMI and ROAS as ratios
denominators: ROI and ROMI: all costs; ROAS, both: ad spend of the same campaigns
caveats: the period's length stands in company.yaml; the platform's days are its account's own; an order that fulfils a deal is in no campaign's revenue; what no connected system reports is null, and so is a ratio of it
changed_by:
  core.connected: known; select business.day from core.business_day as business cross join (select distinct 1 as
      told from changed_now) as told
columns:
  as_of_day: last day of the period
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  period_first_day: first day of the period
  program_id: the program
  ad_spend: media spend of the platforms
  other_cost: creators' fees, production, agency, tools and other costs
  cost: ad_spend + other_cost
  media_cost: the part of cost that is media: ad_spend and the costs of kind media
  net_revenue: sales less cancellations and returns, each on its own day
  contribution: net_revenue less cost of goods, payment fees and fulfilment; null where a cost of goods is unknown, as it is of won deals
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
*/
with money as (
  select
    as_of_day,
    vintage,
    program_id,
    case when connected.ads then coalesce(ad_spend, 0) end as ad_spend,
    case when connected.costs then coalesce(other_cost, 0) end as other_cost,
    case when connected.costs then coalesce(ad_spend, 0) + coalesce(other_cost, 0) end as cost,
    case when connected.costs then coalesce(media_cost, 0) end as media_cost,
    case when connected.revenue then net_revenue(program_window) end as net_revenue,
    case when connected.till then contribution(program_window) end as contribution,
    case when connected.revenue then coalesce(orders, 0) end as orders,
    platform_conversions,
    platform_conversion_value,
    advertised_conversion_value,
    case when connected.revenue then advertised_revenue end as advertised_revenue
  from core.program_window
  inner join core.connected as connected
    on known_on(connected, knowledge_day(program_window.vintage, program_window.as_of_day))
)

select
  as_of_day,
  vintage,
  cast(as_of_day - :period_back as date) as period_first_day,
  program_id,
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
  cast(:currency as text) as currency
from money
