/*
description: an order without a deal and the touch that speaks last for it, as known over a span of business days
materialized: incremental
unique_key: order_id
grain: [order_id, known_from]
changed_by:
  core.touch_program: subject_id
  core.touchpoint: subject_id
  core.credit_span: subject_id
columns:
  order_id: the order
  evidence: visit or discount_code
  utm_campaign: the visit's utm_campaign, folded
  utm_content: the visit's utm_content, folded: the ad or the post
  mark: the discount code, folded
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- The last touch that is not direct, whatever the company's model: an ad, a post or a code is credited by it.
with ranked as (
  select
    span.subject_id as order_id,
    touch.evidence,
    point.utm_campaign,
    point.utm_content,
    point.mark,
    span.known_from,
    span.known_until,
    row_number() over (
      partition by span.subject_id, span.known_from order by touch.touched_at desc, md5(touch.touch_id) desc
    ) as row_rank
  from core.credit_span as span
  inner join core.touch_program as touch
    on touch.subject_type = span.subject_type
    and touch.subject_id = span.subject_id
    and known_on(touch, span.known_from)
    and not touch.is_direct
  inner join core.touchpoint as point
    on point.subject_type = touch.subject_type
    and point.subject_id = touch.subject_id
    and point.touch_id = touch.touch_id
    and known_on(point, span.known_from)
  where span.subject_type = 'order'
)

select order_id, evidence, utm_campaign, utm_content, mark, known_from, known_until
from ranked
where row_rank = 1
