/*
description: a creator over the period that ends on a report day, as first reported
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, creator_id]
owner: marketing
definition: what a creator's posts reached, what their links and code sold, and what the creator was paid
formula: ROI = (net revenue − cost) / cost × 100; ROMI = (contribution − cost) / cost; an order is the creator's if its last touch that is not direct is the creator's code, or a visit by the creator's link
unit: amounts in the reporting currency; rates from 0 to 1
denominators: engagement rates: views, followers; click rate: views; conversion rate: clicks
caveats: reach is never added up: it is the best of one post on one day; cost is what names the creator, without ads and production; orders without a code or a link stay unseen
columns:
  as_of_day: last day of the period
  creator_id: the creator
  creator_name: name
  platform: platform of the account
  program_id: the program for which the creator works
  goal: the program's goal, which chooses the measure that leads
  posts: posts with views in the period
  views: views of those posts
  best_reach: the largest reach of one post on one day
  engagements: likes, comments, shares and saves
  engagement_rate_views: engagements / views
  engagement_rate_followers: engagements / followers
  clicks: clicks on the posts' links
  click_rate: clicks / views
  orders_by_code: orders of the period by the creator's code
  orders_by_link: orders of the period by the creator's links
  orders: both together; no order counts twice
  conversion_rate: orders / clicks
  cost: what the creator was paid for the period's days
  net_revenue: net revenue of those orders' events in the period
  contribution: their contribution; null where a cost of goods is unknown
  roi_percent: (net_revenue − cost) / cost × 100
  romi: (contribution − cost) / cost
  cost_per_engagement: cost / engagements
  cost_per_order: cost / orders
  leading_measure: best_reach for awareness, click_rate for leads, conversion_rate for conversions
  leading_value: its value
  currency: ISO 4217 code of the amounts
*/
with creator as (
  select
    report.day as as_of_day,
    creator.creator_id,
    creator.creator_name,
    creator.platform,
    creator.followers,
    creator.discount_code,
    creator.utm_campaign,
    creator.program_id,
    program.goal
  from core.report_day as report
  inner join staging.creator as creator
    on known_on(creator, report.day)
  left join staging.program as program
    on program.program_id = creator.program_id
    and known_on(program, report.day)
),

post as (
  select
    report.day as as_of_day,
    post.creator_id,
    post.utm_content,
    figure.views,
    figure.reach,
    figure.engagements,
    figure.clicks
  from core.report_day as report
  inner join staging.post as post
    on known_on(post, report.day)
    and post.creator_id is not null
  left join core.post_period as figure on figure.as_of_day = report.day and figure.post_id = post.post_id
),

posted as (
  select
    as_of_day,
    creator_id,
    count(*) as posts,
    sum(views) as views,
    max(reach) as best_reach,
    sum(engagements) as engagements,
    sum(clicks) as clicks
  from post
  where views is not null
  group by as_of_day, creator_id
),

content as (
  select distinct as_of_day, creator_id, utm_content from post where utm_content is not null
),

sold as (
  select
    creator.as_of_day,
    creator.creator_id,
    sum(case when sale.evidence = 'discount_code' then sale.orders else 0 end) as orders_by_code,
    sum(case when sale.evidence = 'visit' then sale.orders else 0 end) as orders_by_link,
    sum(sale.net_revenue) as net_revenue,
    case when count(sale.contribution) = count(*) then sum(sale.contribution) end as contribution
  from creator
  inner join core.asset_order as sale on sale.as_of_day = creator.as_of_day
  left join content
    on content.as_of_day = creator.as_of_day
    and content.creator_id = creator.creator_id
    and content.utm_content = sale.utm_content
  where (sale.evidence = 'discount_code' and sale.mark = creator.discount_code)
    or (sale.evidence = 'visit' and (sale.utm_campaign = creator.utm_campaign or content.utm_content is not null))
  group by creator.as_of_day, creator.creator_id
),

joined as (
  select
    creator.as_of_day,
    creator.creator_id,
    creator.creator_name,
    creator.platform,
    creator.followers,
    creator.program_id,
    creator.goal,
    coalesce(posted.posts, 0) as posts,
    posted.views,
    posted.best_reach,
    posted.engagements,
    posted.clicks,
    case when connected.till then coalesce(sold.orders_by_code, 0) end as orders_by_code,
    case when connected.till then coalesce(sold.orders_by_link, 0) end as orders_by_link,
    case when connected.costs then coalesce(cost.cost, 0) end as cost,
    case when connected.till then coalesce(sold.net_revenue, 0) end as net_revenue,
    case when connected.till and sold.creator_id is not null then sold.contribution when connected.till then 0 end
      as contribution
  from creator
  inner join core.connected as connected
    on known_on(connected, creator.as_of_day)
  left join posted on posted.as_of_day = creator.as_of_day and posted.creator_id = creator.creator_id
  left join sold on sold.as_of_day = creator.as_of_day and sold.creator_id = creator.creator_id
  left join core.creator_cost as cost on cost.as_of_day = creator.as_of_day and cost.creator_id = creator.creator_id
)

select
  as_of_day,
  creator_id,
  creator_name,
  platform,
  program_id,
  goal,
  cast(posts as bigint) as posts,
  cast(views as bigint) as views,
  best_reach,
  cast(engagements as bigint) as engagements,
  ratio(engagements, views) as engagement_rate_views,
  ratio(engagements, followers) as engagement_rate_followers,
  cast(clicks as bigint) as clicks,
  ratio(clicks, views) as click_rate,
  cast(orders_by_code as bigint) as orders_by_code,
  cast(orders_by_link as bigint) as orders_by_link,
  cast(orders_by_code + orders_by_link as bigint) as orders,
  ratio(orders_by_code + orders_by_link, clicks) as conversion_rate,
  cast(cost as decimal(28, 2)) as cost,
  cast(net_revenue as decimal(28, 2)) as net_revenue,
  cast(contribution as decimal(28, 2)) as contribution,
  roi_percent(net_revenue, cost) as roi_percent,
  romi(contribution, cost) as romi,
  ratio(cost, engagements) as cost_per_engagement,
  ratio(cost, orders_by_code + orders_by_link) as cost_per_order,
  case goal when 'awareness' then 'best_reach' when 'leads' then 'click_rate' when 'conversions' then 'conversion_rate' end
    as leading_measure,
  cast(
    case goal
      when 'awareness' then cast(best_reach as double)
      when 'leads' then cast(clicks as double) / nullif(views, 0)
      when 'conversions' then cast(orders_by_code + orders_by_link as double) / nullif(clicks, 0)
    end as decimal(18, 6)
  ) as leading_value,
  cast(:currency as text) as currency
from joined
