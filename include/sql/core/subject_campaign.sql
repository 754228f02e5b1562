/*
description: the campaign that the last non-direct touch of a shop's order or of a deal names, as known over a span of business days
materialized: incremental
unique_key: subject_id
grain: [subject_type, subject_id, known_from]
columns:
  subject_type: order or deal
  subject_id: its id
  utm_campaign: campaign of its last non-direct touch, folded
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
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
)

select ranked.subject_type, ranked.subject_id, point.utm_campaign, ranked.known_from, ranked.known_until
from ranked
inner join core.touchpoint as point
  on point.subject_type = ranked.subject_type
  and point.subject_id = ranked.subject_id
  and point.touch_id = ranked.touch_id
  and known_on(point, ranked.known_from)
where ranked.row_rank = 1 and not ranked.is_direct and point.utm_campaign is not null
