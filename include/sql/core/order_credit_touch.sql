/*
description: a web order, the ad campaign that its last non-direct visit names, and what else is known of it; as of the latest data
materialized: incremental
unique_key: order_id
grain: [order_id]
changed_by:
  core.touch_program: subject_id
  core.touchpoint: subject_id
columns:
  order_id: the order
  order_day: the company's day of the order
  ordered_at: instant of the order
  net_amount: its net amount in the reporting currency
  is_kept: neither cancelled nor returned
  kept_amount: net_amount of an order that is kept, else 0
  utm_campaign: campaign of the last non-direct touch where that is a visit; null otherwise
*/
with sale as (
  select order_id, event_day as order_day, net_amount
  from core.revenue_event
  where kind = 'sale' and is_current()
),

undone as (
  select distinct order_id
  from core.revenue_event
  where kind <> 'sale' and is_current()
),

last_touch as (
  select
    touch.subject_id as order_id,
    point.utm_campaign,
    touch.is_direct,
    row_number() over (
      partition by touch.subject_id
      order by
        case when touch.is_direct then 1 else 0 end,
        touch.touched_at desc,
        md5(touch.touch_id) desc
    ) as row_rank
  from core.touch_program as touch
  inner join core.touchpoint as point
    on point.subject_type = touch.subject_type
    and point.subject_id = touch.subject_id
    and point.touch_id = touch.touch_id
    and is_current(point)
  where touch.subject_type = 'order' and is_current(touch)
)

select
  sold.order_id,
  sale.order_day,
  sold.ordered_at,
  sale.net_amount,
  undone.order_id is null as is_kept,
  case when undone.order_id is null then sale.net_amount else 0 end as kept_amount,
  case when not last_touch.is_direct then last_touch.utm_campaign end as utm_campaign
from core.order_version as sold
inner join sale on sale.order_id = sold.order_id
left join undone on undone.order_id = sold.order_id
left join last_touch on last_touch.order_id = sold.order_id and last_touch.row_rank = 1
where sold.deal_id is null and is_current(sold)
