/*
description: a creative over the period that ends on a report day, as first reported
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, creative_id]
owner: marketing
definition: what a creative's ad was shown, clicked and cost, and what the visits by its link sold, won and brought into the pipeline
formula: ROI = (net revenue − spend) / spend × 100; ROMI = (contribution − spend) / spend; CAC = spend / new customers; an order is the creative's if its last touch that is not direct is a visit with the ad's name as utm_content, a qualified deal if that touch is such a lead
unit: amounts in the reporting currency; rates and shares from 0 to 1
denominators: CTR: impressions; CAC: new customers; share of spend and of contribution: all creatives of the list in the period
caveats: place is test below 14 days live or 10 orders, stop where ROMI is below 0, scale where the share of contribution is at least 1.2 times the share of spend, else keep; spend is media only and rounded by ad and day; one platform's clicks without a link are unseen
columns:
  as_of_day: last day of the period
  creative_id: the creative
  ad_name: name of its ad
  platform: the platform
  version: number of the version
  replaces_creative_id: the version that it replaces
  program_id: the program of the ad's campaign
  days_live: days of the period on which it spent
  impressions: times shown
  clicks: clicks to the destination
  ctr: clicks / impressions
  spend: media spend
  orders: orders of the period by its link
  net_revenue: net revenue of those orders' events in the period
  contribution: their contribution; null where a cost of goods is unknown
  new_customers: customers whom those orders won
  cac: spend / new_customers
  qualified: qualified pipeline on as_of_day of deals that its link began last
  roi_percent: (net_revenue − spend) / spend × 100
  romi: (contribution − spend) / spend
  share_of_spend: its part of the spend of all creatives
  share_of_contribution: its part of their contribution; null where that is not above 0
  recommendation: scale, keep, test or stop
  currency: ISO 4217 code of the amounts
*/
with shown as (
  select
    report.day as as_of_day,
    ad.platform,
    lower(trim(ad.ad_name)) as ad_name,
    max(program.program_id) as program_id,
    count(distinct case when ad.spend > 0 then ad.day end) as days_live,
    sum(ad.impressions) as impressions,
    sum(ad.clicks) as clicks,
    sum(converted(ad.spend, fx.rate)) as spend
  from core.report_day as report
  inner join staging.ad_day as ad
    on ad.day <= report.day
    and date_diff('day', ad.day, report.day) < :period_days
    and known_on(ad, report.day)
  left join core.fx_rate as fx
    on fx.day = ad.day
    and fx.currency = ad.currency
    and known_on(fx, report.day)
  left join core.campaign_program as program
    on program.platform = ad.platform
    and program.utm_campaign = lower(trim(coalesce(ad.campaign_name, ad.campaign_id, '-')))
    and known_on(program, report.day)
  group by report.day, ad.platform, lower(trim(ad.ad_name))
),

sold as (
  select
    as_of_day,
    utm_content,
    sum(orders) as orders,
    sum(new_customers) as new_customers,
    sum(net_revenue) as net_revenue,
    sum(contribution) as contribution,
    count(*) - count(contribution) as without_cost
  from core.asset_order
  where evidence = 'visit' and utm_content is not null
  group by as_of_day, utm_content
),

last_touch as (
  select
    state.as_of_day,
    coalesce(state.amount_reporting, 0) as amount,
    point.utm_content,
    row_number() over (
      partition by state.as_of_day, state.deal_id order by touch.touched_at desc, md5(touch.touch_id) desc
    ) as row_rank
  from core.report_day as report
  inner join core.deal_pipeline as state
    on state.as_of_day = report.day
    and state.day = report.day
    and state.vintage = 'as_reported'
    and state.is_qualified
  inner join core.touch_program as touch
    on touch.subject_type = 'deal'
    and touch.subject_id = state.deal_id
    and known_on(touch, report.day)
    and not touch.is_direct
  inner join core.touchpoint as point
    on point.subject_type = touch.subject_type
    and point.subject_id = touch.subject_id
    and point.touch_id = touch.touch_id
    and known_on(point, report.day)
),

begun as (
  select as_of_day, utm_content, sum(amount) as qualified
  from last_touch
  where row_rank = 1 and utm_content is not null
  group by as_of_day, utm_content
),

joined as (
  select
    shown.as_of_day,
    creative.creative_id,
    creative.ad_name,
    creative.platform,
    creative.version,
    creative.replaces_creative_id,
    shown.program_id,
    shown.days_live,
    shown.impressions,
    shown.clicks,
    shown.spend,
    case when connected.till then coalesce(sold.orders, 0) end as orders,
    case when connected.till then coalesce(sold.net_revenue, 0) end as net_revenue,
    case when connected.till and coalesce(sold.without_cost, 0) = 0 then coalesce(sold.contribution, 0) end
      as contribution,
    case when connected.till then coalesce(sold.new_customers, 0) end as new_customers,
    case when connected.crm then coalesce(begun.qualified, 0) end as qualified
  from shown
  inner join staging.creative as creative
    on lower(trim(creative.ad_name)) = shown.ad_name
    and creative.platform = shown.platform
    and known_on(creative, shown.as_of_day)
  inner join core.connected as connected
    on known_on(connected, shown.as_of_day)
  left join sold on sold.as_of_day = shown.as_of_day and sold.utm_content = shown.ad_name
  left join begun on begun.as_of_day = shown.as_of_day and begun.utm_content = shown.ad_name
),

total as (
  select
    joined.*,
    sum(spend) over (partition by as_of_day) as all_spend,
    case
      when count(contribution) over (partition by as_of_day) = count(*) over (partition by as_of_day)
        then sum(contribution) over (partition by as_of_day)
    end as all_contribution
  from joined
),

rated as (
  select
    total.*,
    romi(contribution, spend) as romi,
    ratio(spend, all_spend) as share_of_spend,
    cast(
      case when all_contribution > 0 then cast(contribution as double) / nullif(cast(all_contribution as double), 0) end
      as decimal(18, 6)
    ) as share_of_contribution
  from total
)

select
  as_of_day,
  creative_id,
  ad_name,
  platform,
  version,
  replaces_creative_id,
  program_id,
  cast(days_live as bigint) as days_live,
  cast(impressions as bigint) as impressions,
  cast(clicks as bigint) as clicks,
  ratio(clicks, impressions) as ctr,
  cast(spend as decimal(28, 2)) as spend,
  cast(orders as bigint) as orders,
  cast(net_revenue as decimal(28, 2)) as net_revenue,
  cast(contribution as decimal(28, 2)) as contribution,
  cast(new_customers as bigint) as new_customers,
  ratio(spend, new_customers) as cac,
  cast(qualified as decimal(28, 2)) as qualified,
  roi_percent(net_revenue, spend) as roi_percent,
  romi,
  share_of_spend,
  share_of_contribution,
  case
    when days_live < 14 or coalesce(orders, 0) < 10 or share_of_contribution is null then 'test'
    when romi < 0 then 'stop'
    when share_of_contribution >= share_of_spend * cast(1.2 as decimal(2, 1)) then 'scale'
    else 'keep'
  end as recommendation,
  cast(:currency as text) as currency
from rated
