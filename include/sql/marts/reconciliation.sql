/*
description: one ad campaign on one day: conversions reported by the platform, tracked by analytics, orders booked, and why they differ
materialized: incremental
partition_by: day
grain: [day, platform, campaign_id]
owner: marketing
definition: three systems' counts of the same purchases, and every cause of the gap that the data can show
formula: platform_conversions − orders = view_through + click_window + duplicates + returns_cancellations + time_zone + unexplained
unit: purchases counted; values in the reporting currency
caveats: the platform's day is its account's own; the unexplained part holds modelled conversions and lost click ids
changed_by:
  core.campaign: select day from core.ad_fact as ad inner join changed on changed.platform = ad.platform and
      changed.utm_campaign = ad.utm_campaign; select sold.order_day from core.order_credit_touch as sold inner join
      changed on changed.utm_campaign = sold.utm_campaign; select event.day from core.web_transaction as event inner
      join changed on changed.utm_campaign = event.utm_campaign; select clicked.account_day from core.click_order as
      clicked inner join changed on changed.utm_campaign = clicked.utm_campaign
  core.order_credit_touch: order_day; select clicked.order_day from core.click_order as clicked inner join changed on
      changed.order_id = clicked.order_id
  core.click_order: order_day; account_day
  core.web_transaction: day; select sold.order_day from core.order_credit_touch as sold inner join changed on
      changed.transaction_id = lower(sold.order_id)
columns:
  day: the day
  platform: the advertising platform
  campaign_id: the platform's id of the campaign, or its name
  campaign_name: its name
  program_id: the program it belongs to
  platform_conversions: purchases that the platform reports
  tracked_conversions: purchase events that analytics credits to the campaign
  orders: web orders whose last non-direct visit names the campaign, neither cancelled nor returned
  view_through: reported after a view alone, without a click
  click_window: clicked within the platform's window, but another touch came last
  duplicates: purchase events that came in more than once for one order
  returns_cancellations: orders of the campaign that were cancelled or returned
  time_zone: orders counted on another day, because the account's day is not ours
  unexplained: what no data explains, as modelled conversions
  no_consent: orders of the campaign that analytics never tracked, negative
  tracked_unexplained: what is left of tracked_conversions − orders
  platform_conversion_value: value that the platform reports
  tracked_conversion_value: value that analytics tracked
  order_value: net amount of the orders that were kept
  currency: ISO 4217 code of the values
*/
with reported as (
  select
    platform,
    utm_campaign,
    day,
    sum(platform_conversions) as platform_conversions,
    sum(view_through_conversions) as view_through,
    sum(platform_conversion_value) as platform_conversion_value
  from core.ad_fact
  where is_current()
  group by platform, utm_campaign, day
),

credited as (
  select
    utm_campaign,
    order_day as day,
    count(*) filter (where is_kept) as orders,
    count(*) filter (where not is_kept) as returns_cancellations,
    count(*) filter (where not exists (
      select 1 from core.web_transaction as event where event.transaction_id = lower(sold.order_id)
    )) as untracked,
    sum(kept_amount) as order_value
  from core.order_credit_touch as sold
  where utm_campaign is not null
  group by utm_campaign, order_day
),

clicked_here as (
  select
    clicked.platform,
    clicked.utm_campaign,
    clicked.order_day as day,
    count(*) as clicks,
    count(*) filter (
      where sold.utm_campaign is null or sold.utm_campaign <> clicked.utm_campaign
    ) as click_window
  from core.click_order as clicked
  inner join core.order_credit_touch as sold on sold.order_id = clicked.order_id
  group by clicked.platform, clicked.utm_campaign, clicked.order_day
),

clicked_there as (
  select platform, utm_campaign, account_day as day, count(*) as clicks
  from core.click_order
  group by platform, utm_campaign, account_day
),

analytics as (
  select
    utm_campaign,
    day,
    sum(events) as tracked_conversions,
    sum(events - 1) as duplicates,
    sum(value * events) as tracked_conversion_value
  from core.web_transaction
  group by utm_campaign, day
),

spine as (
  select platform, utm_campaign, day from reported
  union
  select campaign.platform, campaign.utm_campaign, credited.day
  from core.campaign as campaign
  inner join credited on credited.utm_campaign = campaign.utm_campaign
  union
  select campaign.platform, campaign.utm_campaign, analytics.day
  from core.campaign as campaign
  inner join analytics on analytics.utm_campaign = campaign.utm_campaign
  union
  select campaign.platform, campaign.utm_campaign, clicked_there.day
  from core.campaign as campaign
  inner join clicked_there
    on clicked_there.utm_campaign = campaign.utm_campaign
    and clicked_there.platform = campaign.platform
),

joined as (
  select
    spine.day,
    spine.platform,
    spine.utm_campaign,
    coalesce(reported.platform_conversions, 0) as platform_conversions,
    coalesce(reported.view_through, 0) as view_through,
    coalesce(reported.platform_conversion_value, 0) as platform_conversion_value,
    coalesce(credited.orders, 0) as orders,
    coalesce(credited.returns_cancellations, 0) as returns_cancellations,
    coalesce(credited.untracked, 0) as untracked,
    coalesce(credited.order_value, 0) as order_value,
    coalesce(clicked_here.click_window, 0) as click_window,
    coalesce(clicked_there.clicks, 0) - coalesce(clicked_here.clicks, 0) as time_zone,
    coalesce(analytics.tracked_conversions, 0) as tracked_conversions,
    coalesce(analytics.duplicates, 0) as duplicates,
    coalesce(analytics.tracked_conversion_value, 0) as tracked_conversion_value
  from spine
  left join reported
    on reported.platform = spine.platform
    and reported.utm_campaign = spine.utm_campaign
    and reported.day = spine.day
  left join credited on credited.utm_campaign = spine.utm_campaign and credited.day = spine.day
  left join clicked_here
    on clicked_here.platform = spine.platform
    and clicked_here.utm_campaign = spine.utm_campaign
    and clicked_here.day = spine.day
  left join clicked_there
    on clicked_there.platform = spine.platform
    and clicked_there.utm_campaign = spine.utm_campaign
    and clicked_there.day = spine.day
  left join analytics on analytics.utm_campaign = spine.utm_campaign and analytics.day = spine.day
)

select
  joined.day,
  joined.platform,
  campaign.campaign_id,
  campaign.campaign_name,
  campaign.program_id,
  cast(joined.platform_conversions as decimal(28, 4)) as platform_conversions,
  cast(joined.tracked_conversions as decimal(28, 4)) as tracked_conversions,
  cast(joined.orders as decimal(28, 4)) as orders,
  cast(joined.view_through as decimal(28, 4)) as view_through,
  cast(joined.click_window as decimal(28, 4)) as click_window,
  cast(joined.duplicates as decimal(28, 4)) as duplicates,
  cast(joined.returns_cancellations as decimal(28, 4)) as returns_cancellations,
  cast(joined.time_zone as decimal(28, 4)) as time_zone,
  cast(
    joined.platform_conversions - joined.orders - joined.view_through - joined.click_window - joined.duplicates
    - joined.returns_cancellations - joined.time_zone as decimal(28, 4)
  ) as unexplained,
  cast(-joined.untracked as decimal(28, 4)) as no_consent,
  cast(
    joined.tracked_conversions - joined.orders + joined.untracked - joined.duplicates - joined.returns_cancellations
    as decimal(28, 4)
  ) as tracked_unexplained,
  cast(joined.platform_conversion_value as decimal(28, 2)) as platform_conversion_value,
  cast(joined.tracked_conversion_value as decimal(28, 2)) as tracked_conversion_value,
  cast(joined.order_value as decimal(28, 2)) as order_value,
  cast(:currency as text) as currency
from joined
inner join core.campaign as campaign on campaign.platform = joined.platform and campaign.utm_campaign = joined.utm_campaign
