/*
description: what an ad campaign spent, had reported by its platform and sold on one day, as known over a span of business days; spans of several rows add up
materialized: incremental
partition_by: event_day
changed_by:
  core.ad_fact: day
  core.sale_campaign: select event.event_day from core.revenue_event as event inner join changed on changed.order_id =
      event.order_id
  core.campaign_program: select fact.event_day from core.campaign_fact as fact inner join changed on
      changed.utm_campaign = fact.utm_campaign; select event.event_day from core.revenue_event as event inner join
      core.sale_campaign as sold on sold.order_id = event.order_id inner join changed on changed.utm_campaign =
      sold.utm_campaign
columns:
  event_day: the account's own day of spend and reported value, the company's day of revenue
  utm_campaign: the campaign's name, folded
  program_id: the program it belongs to
  spend: media spend
  platform_conversion_value: value of the purchases that the platform reports
  revenue: sales less cancellations and returns of the orders whose last non-direct touch names the campaign
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- Several platforms may run a campaign of the same name: its orders are counted once, with the first of them.
with campaign as (
  select
    utm_campaign,
    program_id,
    known_from,
    known_until,
    row_number() over (partition by utm_campaign, known_from order by platform) as row_rank
  from core.campaign_program
)

select
  day as event_day,
  utm_campaign,
  program_id,
  cast(spend as decimal(28, 8)) as spend,
  cast(platform_conversion_value as decimal(28, 8)) as platform_conversion_value,
  cast(null as decimal(28, 8)) as revenue,
  known_from,
  known_until
from core.ad_fact
union all
select
  event.event_day,
  campaign.utm_campaign,
  campaign.program_id,
  cast(null as decimal(28, 8)) as spend,
  cast(null as decimal(28, 8)) as platform_conversion_value,
  cast(event.net_amount as decimal(28, 8)) as revenue,
  greatest(event.known_from, sold.known_from, campaign.known_from) as known_from,
  least(event.known_until, sold.known_until, campaign.known_until) as known_until
from core.revenue_event as event
inner join core.sale_campaign as sold
  on sold.order_id = event.order_id
  and known_together(sold, event)
inner join campaign
  on campaign.utm_campaign = sold.utm_campaign
  and campaign.row_rank = 1
  and known_together(campaign, event, sold)
