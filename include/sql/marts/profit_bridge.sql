/*
description: the way from impressions to contribution, over a week, month or quarter, of the company, a platform, a group or a program
materialized: incremental
partition_by: as_of_day
grain: [period_kind, as_of_day, vintage, level, item]
owner: finance
definition: profit and loss of marketing: impressions, clicks, spend, platform conversions, orders, returns, and what is left of it
formula: net revenue = sales + cancellations + returns; gross margin = net revenue − cost of goods; contribution = gross margin − payment fees − fulfilment; result = contribution − cost; CPM = ad spend / impressions × 1000; CTR = clicks / impressions; CPC = ad spend / clicks; CPA = ad spend / platform conversions; platform-reported ROAS = advertised_conversion_value / ad_spend; booked ROAS = advertised_revenue / ad_spend
unit: amounts in the reporting currency
denominators: CTR: impressions; CPA: platform conversions; cost per order: orders; ROAS, both: ad spend of the same campaigns
caveats: a platform's rows exist as of the latest data only, hold the orders whose last non-direct visit names one of its campaigns, and bear no cost but media; their money is in the programs' rows, so totals leave them out
changed_by:
  core.connected: known; select business.day from core.business_day as business cross join (select distinct 1 as
      told from changed_now) as told
  staging.program: known; select business.day from core.business_day as business cross join (select distinct 1 as
      told from changed_now) as told
columns:
  period_kind: week, month or quarter
  first_day: first day of the period
  as_of_day: last day of the period
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  level: company, program_group, program or platform; programs alone add up to the company, the money of a group or a platform is in their rows
  item: the platform, group or program; company for the company
  impressions: times shown
  clicks: clicks to the destination
  cpm: ad spend for a thousand impressions
  ctr: clicks / impressions
  cpc: ad spend / clicks
  platform_conversions: purchases that the platforms report
  cpa: ad spend / platform_conversions
  advertised_conversion_value: value of the platform conversions of the campaigns with spend in the period
  advertised_revenue: net revenue of the orders whose last non-direct touch names one of those campaigns
  orders: orders, won deals among them where they count as revenue, by credit
  cost_per_order: cost / orders
  sales: net revenue of sales
  cancellations: net revenue of cancellations, negative
  returns: net revenue of returns, negative
  net_revenue: sales + cancellations + returns
  cost_of_goods: cost of the goods sold and not come back; null where one is unknown, as it is of won deals
  gross_margin: net_revenue − cost_of_goods
  payment_fees: fees of the payment provider
  fulfilment: packing and sending
  contribution: gross_margin − payment_fees − fulfilment
  ad_spend: media spend of the platforms
  other_cost: creators' fees, production, agency, tools and other costs; null for a platform
  cost: ad_spend + other_cost
  media_cost: the part of cost that is media: ad_spend and the costs of kind media
  result: contribution − cost
  roi_percent: (net_revenue − cost) / cost × 100
  romi: (contribution − cost) / cost
  roas_platform: advertised_conversion_value / ad_spend; null without ad spend
  roas_booked: advertised_revenue / ad_spend; null without ad spend
  currency: ISO 4217 code of the amounts
*/
with program as (
  select
    part.*,
    coalesce(named.program_group, 'none') as program_group
  from core.period_sum as part
  left join staging.program as named
    on named.program_id = part.program_id
    and known_on(named, knowledge_day(part.vintage, part.as_of_day))
),

item as (
  select program.*, 'program' as level, program_id as item from program
  union all
  select program.*, 'program_group' as level, program_group as item from program where program_id <> 'unattributed'
  union all
  select program.*, 'company' as level, 'company' as item from program
),

summed as (
  select
    period_kind,
    first_day,
    as_of_day,
    vintage,
    level,
    item,
    sum(impressions) as impressions,
    sum(clicks) as clicks,
    sum(platform_conversions) as platform_conversions,
    sum(advertised_conversion_value) as advertised_conversion_value,
    sum(coalesce(ad_spend, 0)) as ad_spend,
    sum(coalesce(other_cost, 0)) as other_cost,
    sum(coalesce(media_cost, 0)) as media_cost,
    sum(orders) as orders,
    sum(coalesce(sales, 0)) as sales,
    sum(coalesce(cancellations, 0)) as cancellations,
    sum(coalesce(returns, 0)) as returns,
    sum(coalesce(cost_of_goods, 0)) as cost_of_goods,
    sum(coalesce(payment_fees, 0)) as payment_fees,
    sum(coalesce(fulfilment, 0)) as fulfilment,
    sum(events_without_cost) as events_without_cost,
    sum(advertised_revenue) as advertised_revenue
  from item
  group by period_kind, first_day, as_of_day, vintage, level, item
  union all
  select
    period_kind,
    first_day,
    as_of_day,
    'latest' as vintage,
    'platform' as level,
    platform as item,
    impressions,
    clicks,
    platform_conversions,
    advertised_conversion_value,
    coalesce(ad_spend, 0) as ad_spend,
    cast(null as decimal(28, 8)) as other_cost,
    coalesce(ad_spend, 0) as media_cost,
    orders,
    coalesce(sales, 0) as sales,
    coalesce(cancellations, 0) as cancellations,
    coalesce(returns, 0) as returns,
    coalesce(cost_of_goods, 0) as cost_of_goods,
    coalesce(payment_fees, 0) as payment_fees,
    coalesce(fulfilment, 0) as fulfilment,
    events_without_cost,
    advertised_revenue
  from core.platform_sum
),

earned as (
  select
    summed.*,
    connected.ads,
    connected.costs,
    connected.till,
    -- which platform a won deal came from is not known
    case when summed.level = 'platform' then connected.till else connected.revenue end as revenue
  from summed
  inner join core.connected as connected
    on known_on(connected, knowledge_day(summed.vintage, summed.as_of_day))
),

-- what no connected system reports is null
reported as (
  select
    period_kind,
    first_day,
    as_of_day,
    vintage,
    level,
    item,
    impressions,
    clicks,
    platform_conversions,
    advertised_conversion_value,
    case when ads then ad_spend end as ad_spend,
    case when costs then other_cost end as other_cost,
    case when costs then ad_spend + coalesce(other_cost, 0) end as cost,
    case when costs then media_cost end as media_cost,
    case when revenue then coalesce(orders, 0) end as orders,
    case when revenue then sales end as sales,
    case when revenue then cancellations end as cancellations,
    case when revenue then returns end as returns,
    case when revenue then net_revenue(earned) end as net_revenue,
    case when till then contribution(earned) end as contribution,
    case when till and coalesce(events_without_cost, 0) = 0 then cost_of_goods end as cost_of_goods,
    case when till then payment_fees end as payment_fees,
    case when till then fulfilment end as fulfilment,
    case when revenue then advertised_revenue end as advertised_revenue
  from earned
)

select
  period_kind,
  first_day,
  as_of_day,
  vintage,
  level,
  item,
  cast(impressions as bigint) as impressions,
  cast(clicks as bigint) as clicks,
  cast(cast(ad_spend as double) / nullif(impressions, 0) * 1000 as decimal(18, 6)) as cpm,
  ratio(clicks, impressions) as ctr,
  ratio(ad_spend, clicks) as cpc,
  cast(platform_conversions as decimal(28, 4)) as platform_conversions,
  ratio(ad_spend, platform_conversions) as cpa,
  cast(advertised_conversion_value as decimal(28, 8)) as advertised_conversion_value,
  cast(advertised_revenue as decimal(28, 8)) as advertised_revenue,
  cast(orders as decimal(28, 6)) as orders,
  ratio(cost, orders) as cost_per_order,
  cast(sales as decimal(28, 8)) as sales,
  cast(cancellations as decimal(28, 8)) as cancellations,
  cast(returns as decimal(28, 8)) as returns,
  cast(net_revenue as decimal(28, 8)) as net_revenue,
  cast(cost_of_goods as decimal(28, 8)) as cost_of_goods,
  cast(net_revenue - cost_of_goods as decimal(28, 8)) as gross_margin,
  cast(payment_fees as decimal(28, 8)) as payment_fees,
  cast(fulfilment as decimal(28, 8)) as fulfilment,
  cast(contribution as decimal(28, 8)) as contribution,
  cast(ad_spend as decimal(28, 8)) as ad_spend,
  cast(other_cost as decimal(28, 8)) as other_cost,
  cast(cost as decimal(28, 8)) as cost,
  cast(media_cost as decimal(28, 8)) as media_cost,
  cast(contribution - cost as decimal(28, 8)) as result,
  roi_percent(net_revenue, cost) as roi_percent,
  romi(contribution, cost) as romi,
  ratio(advertised_conversion_value, ad_spend) as roas_platform,
  ratio(advertised_revenue, ad_spend) as roas_booked,
  cast(:currency as text) as currency
from reported
