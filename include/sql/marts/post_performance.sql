/*
description: a post over the period that ends on a report day, as first reported
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, post_id]
owner: marketing
definition: what a post reached, what its link sold, and its part of what its creator was paid
formula: cost = the creator's cost of the period × the post's views / the creator's views; an order is the post's if its last touch that is not direct is a visit by the post's link; ROI = (net revenue − cost) / cost × 100
unit: amounts in the reporting currency; rates from 0 to 1
denominators: engagement rates: views, reach of the best day; conversion rate: clicks
caveats: reach is that of the best day, never added up; a post of the company's own has no cost here, its production is the program's
columns:
  as_of_day: last day of the period
  post_id: the post
  title: its title
  platform: the platform
  creator_id: the creator; null where the company posts itself
  program_id: the program
  kind: organic, influencer or paid
  goal: awareness, leads or conversions: chooses the measure that leads
  posted_on: the day on which it was posted
  views: views in the period
  reach: the largest reach of a day
  engagements: likes, comments, shares and saves
  engagement_rate_views: engagements / views
  engagement_rate_reach: engagements / reach
  clicks: clicks on its link
  orders: orders of the period by its link
  conversion_rate: orders / clicks
  cost: its part of what the creator was paid; null where no creator is named
  net_revenue: net revenue of those orders' events in the period
  contribution: their contribution; null where a cost of goods is unknown
  roi_percent: (net_revenue − cost) / cost × 100
  leading_measure: reach for awareness, click_rate for leads, conversion_rate for conversions
  leading_value: its value
  currency: ISO 4217 code of the amounts
*/
with sold as (
  select
    as_of_day,
    utm_content,
    sum(orders) as orders,
    sum(net_revenue) as net_revenue,
    sum(contribution) as contribution,
    count(*) - count(contribution) as without_cost
  from core.asset_order
  where evidence = 'visit' and utm_content is not null
  group by as_of_day, utm_content
),

post as (
  select
    report.day as as_of_day,
    post.post_id,
    post.title,
    post.platform,
    post.creator_id,
    post.program_id,
    post.kind,
    post.goal,
    post.posted_on,
    post.utm_content,
    figure.views,
    figure.reach,
    figure.engagements,
    figure.clicks,
    case when post.creator_id is not null then sum(figure.views) over (partition by report.day, post.creator_id) end
      as creator_views
  from core.report_day as report
  inner join staging.post as post
    on known_on(post, report.day)
  inner join core.post_period as figure on figure.as_of_day = report.day and figure.post_id = post.post_id
),

joined as (
  select
    post.*,
    case when connected.till then coalesce(sold.orders, 0) end as orders,
    case when connected.till then coalesce(sold.net_revenue, 0) end as net_revenue,
    case when connected.till and coalesce(sold.without_cost, 0) = 0 then coalesce(sold.contribution, 0) end
      as contribution,
    case
      when post.creator_id is not null and connected.costs
        then cast(cast(coalesce(cost.cost, 0) * post.views as decimal(38, 8)) / nullif(post.creator_views, 0) as decimal(28, 8))
    end as cost
  from post
  inner join core.connected as connected
    on known_on(connected, post.as_of_day)
  left join sold on sold.as_of_day = post.as_of_day and sold.utm_content = post.utm_content
  left join core.creator_cost as cost on cost.as_of_day = post.as_of_day and cost.creator_id = post.creator_id
)

select
  as_of_day,
  post_id,
  title,
  platform,
  creator_id,
  program_id,
  kind,
  goal,
  posted_on,
  views,
  reach,
  engagements,
  ratio(engagements, views) as engagement_rate_views,
  ratio(engagements, reach) as engagement_rate_reach,
  clicks,
  cast(orders as bigint) as orders,
  ratio(orders, clicks) as conversion_rate,
  cast(round(cost, 2) as decimal(28, 2)) as cost,
  cast(net_revenue as decimal(28, 2)) as net_revenue,
  cast(contribution as decimal(28, 2)) as contribution,
  roi_percent(net_revenue, cost) as roi_percent,
  case goal when 'awareness' then 'reach' when 'leads' then 'click_rate' when 'conversions' then 'conversion_rate' end
    as leading_measure,
  cast(
    case goal
      when 'awareness' then cast(reach as double)
      when 'leads' then cast(clicks as double) / nullif(views, 0)
      when 'conversions' then cast(orders as double) / nullif(clicks, 0)
    end as decimal(18, 6)
  ) as leading_value,
  cast(:currency as text) as currency
from joined
