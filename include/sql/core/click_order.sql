/*
description: a web order and an ad campaign that was clicked within the platform's click window before it; as of the latest data
materialized: incremental
unique_key: order_id
grain: [order_id, platform, utm_campaign]
changed_by:
  core.touchpoint: subject_id
columns:
  order_id: the order
  platform: the platform whose click id the visit carried
  utm_campaign: the campaign that the visit names
  order_day: the company's day of the order
  account_day: the same instant's day in the platform account's own zone
*/
with clicked as (
  select
    point.subject_id as order_id,
    point.utm_campaign,
    case point.click_id
      when 'ttclid' then 'tiktok'
      when 'fbclid' then 'meta'
      else 'google'
    end as platform,
    point.touched_at
  from core.touchpoint as point
  where point.subject_type = 'order'
    and point.evidence = 'visit'
    and point.click_id is not null
    and point.utm_campaign is not null
    and is_current(point)
)

select distinct
  clicked.order_id,
  clicked.platform,
  clicked.utm_campaign,
  cast(timezone(:time_zone, sold.ordered_at) as date) as order_day,
  cast(timezone(coalesce(zone.time_zone, :time_zone), sold.ordered_at) as date) as account_day
from clicked
inner join core.order_version as sold
  on sold.order_id = clicked.order_id
  and is_current(sold)
left join core.platform_zone as zone on zone.platform = clicked.platform
where clicked.touched_at >= sold.ordered_at - :click_window
