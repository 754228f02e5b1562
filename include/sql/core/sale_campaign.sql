/*
description: the campaign that the last non-direct touch of a sale names, as known over a span of business days
materialized: table
grain: [order_id, known_from]
columns:
  order_id: the order of the shop; deal/ and the CRM's id for a won deal that counts as revenue
  utm_campaign: campaign of its last non-direct touch, folded
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- An order of the till that fulfils a deal is left out: no platform could have reported it.
with ranked as (
  select
    span.subject_type,
    span.subject_id,
    span.known_from,
    span.known_until,
    touch.touch_id,
    touch.is_direct,
    row_number() over (
      partition by span.subject_type, span.subject_id, span.known_from
      order by case when touch.is_direct then 1 else 0 end, touch.touched_at desc, md5(touch.touch_id) desc
    ) as row_rank
  from core.credit_span as span
  inner join core.touch_program as touch
    on touch.subject_type = span.subject_type
    and touch.subject_id = span.subject_id
    and known_on(touch, span.known_from)
),

named as (
  select ranked.subject_type, ranked.subject_id, point.utm_campaign, ranked.known_from, ranked.known_until
  from ranked
  inner join core.touchpoint as point
    on point.subject_type = ranked.subject_type
    and point.subject_id = ranked.subject_id
    and point.touch_id = ranked.touch_id
    and known_on(point, ranked.known_from)
  where ranked.row_rank = 1 and not ranked.is_direct and point.utm_campaign is not null
)

select subject_id as order_id, utm_campaign, known_from, known_until
from named
where subject_type = 'order'
union all
select sold.order_id, named.utm_campaign, named.known_from, named.known_until
from (select distinct order_id, deal_id from core.sale where source = 'crm') as sold
inner join named on named.subject_type = 'deal' and named.subject_id = sold.deal_id
