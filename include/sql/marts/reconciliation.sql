/*
row: one ad campaign on one day: purchases claimed by the platform, seen by analytics, rung at the till, and why they differ
kept: table
grain: [day, platform, campaign_id]
owner: marketing
definition: three systems' counts of the same purchases, and every cause of the gap that the data can show
formula: claimed − rung = view_through + click_window + duplicates + returns_cancellations + time_zone + remainder
unit: purchases counted; values in the reporting currency
caveats: the platform's day is its account's own; the remainder holds modelled conversions and lost click ids
columns:
  day: the day
  platform: the advertising platform
  campaign_id: the platform's id of the campaign, or its name
  campaign_name: its name
  program_id: the program it belongs to
  claimed: purchases claimed by the platform
  seen: purchase events that analytics credits to the campaign
  rung: web orders whose last non-direct visit names the campaign, neither cancelled nor returned
  view_through: claimed by a view alone, without a click
  click_window: clicked within the platform's window, but another touch came last
  duplicates: purchase events that came in more than once for one order
  returns_cancellations: orders of the campaign that were cancelled or returned
  time_zone: orders counted on another day, because the account's day is not ours
  remainder: what no data explains, as modelled conversions
  no_consent: orders of the campaign that analytics never saw, negative
  seen_remainder: what is left of seen − rung
  claimed_value: value claimed
  seen_value: value seen
  rung_value: net amount of the orders that were kept
  currency: ISO 4217 code of the values
*/
with campaign as (
  select
    platform,
    utm_campaign,
    max(campaign_key) as campaign_id,
    max(campaign_name) as campaign_name,
    max(program_id) as program_id
  from core.ad_fact
  where known_until = cast('9999-12-31' as date)
  group by platform, utm_campaign
),

claim as (
  select
    platform,
    utm_campaign,
    day,
    sum(claimed_purchases) as claimed,
    sum(view_through_purchases) as view_through,
    sum(claimed_value) as claimed_value
  from core.ad_fact
  where known_until = cast('9999-12-31' as date)
  group by platform, utm_campaign, day
),

credited as (
  select
    utm_campaign,
    order_day as day,
    count(*) filter (where is_kept) as rung,
    count(*) filter (where not is_kept) as returns_cancellations,
    count(*) filter (where not exists (
      select 1 from core.web_transaction as seen where seen.transaction_id = lower(sold.order_id)
    )) as never_seen,
    sum(kept_amount) as rung_value
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
    sum(events) as seen,
    sum(events - 1) as duplicates,
    sum(value * events) as seen_value
  from core.web_transaction
  group by utm_campaign, day
),

spine as (
  select platform, utm_campaign, day from claim
  union
  select campaign.platform, campaign.utm_campaign, credited.day
  from campaign
  inner join credited on credited.utm_campaign = campaign.utm_campaign
  union
  select campaign.platform, campaign.utm_campaign, analytics.day
  from campaign
  inner join analytics on analytics.utm_campaign = campaign.utm_campaign
  union
  select campaign.platform, campaign.utm_campaign, clicked_there.day
  from campaign
  inner join clicked_there
    on clicked_there.utm_campaign = campaign.utm_campaign
    and clicked_there.platform = campaign.platform
),

joined as (
  select
    spine.day,
    spine.platform,
    spine.utm_campaign,
    coalesce(claim.claimed, 0) as claimed,
    coalesce(claim.view_through, 0) as view_through,
    coalesce(claim.claimed_value, 0) as claimed_value,
    coalesce(credited.rung, 0) as rung,
    coalesce(credited.returns_cancellations, 0) as returns_cancellations,
    coalesce(credited.never_seen, 0) as never_seen,
    coalesce(credited.rung_value, 0) as rung_value,
    coalesce(clicked_here.click_window, 0) as click_window,
    coalesce(clicked_there.clicks, 0) - coalesce(clicked_here.clicks, 0) as time_zone,
    coalesce(analytics.seen, 0) as seen,
    coalesce(analytics.duplicates, 0) as duplicates,
    coalesce(analytics.seen_value, 0) as seen_value
  from spine
  left join claim
    on claim.platform = spine.platform and claim.utm_campaign = spine.utm_campaign and claim.day = spine.day
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
  cast(joined.claimed as decimal(28, 4)) as claimed,
  cast(joined.seen as decimal(28, 4)) as seen,
  cast(joined.rung as decimal(28, 4)) as rung,
  cast(joined.view_through as decimal(28, 4)) as view_through,
  cast(joined.click_window as decimal(28, 4)) as click_window,
  cast(joined.duplicates as decimal(28, 4)) as duplicates,
  cast(joined.returns_cancellations as decimal(28, 4)) as returns_cancellations,
  cast(joined.time_zone as decimal(28, 4)) as time_zone,
  cast(
    joined.claimed - joined.rung - joined.view_through - joined.click_window - joined.duplicates
    - joined.returns_cancellations - joined.time_zone as decimal(28, 4)
  ) as remainder,
  cast(-joined.never_seen as decimal(28, 4)) as no_consent,
  cast(
    joined.seen - joined.rung + joined.never_seen - joined.duplicates - joined.returns_cancellations
    as decimal(28, 4)
  ) as seen_remainder,
  cast(joined.claimed_value as decimal(28, 2)) as claimed_value,
  cast(joined.seen_value as decimal(28, 2)) as seen_value,
  cast(joined.rung_value as decimal(28, 2)) as rung_value,
  cast(:currency as text) as currency
from joined
inner join campaign on campaign.platform = joined.platform and campaign.utm_campaign = joined.utm_campaign
