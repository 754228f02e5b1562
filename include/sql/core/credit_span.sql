/*
description: a span of business days in which what is known of a subject's touches, answer and closing stays the same
materialized: incremental
unique_key: subject_id
grain: [subject_type, subject_id, known_from]
changed_by:
  core.order_version: order_id
  core.deal: deal_id
  core.deal_event: deal_id
columns:
  subject_type: order (of a shop) or deal
  subject_id: its id
  subject_day: the company's day of the order, or of the deal's creation
  is_won: a deal that is known to be won
  known_from: first business day of the span
  known_until: first business day after it
*/
-- An order is a subject of its own while no deal behind it is known; a version of the till that leaves its day as it was
-- is no news.
with shop_order as (
  select
    order_id,
    order_day,
    known_from,
    known_until,
    case
      when lag(known_until) over (partition by order_id, order_day order by known_from) = known_from then 0
      else 1
    end as news
  from core.order_version
  where deal_id is null
),

numbered as (
  select
    shop_order.*,
    sum(news) over (partition by order_id, order_day order by known_from) as span_number
  from shop_order
),

subject as (
  select
    'order' as subject_type,
    order_id as subject_id,
    order_day as subject_day,
    min(known_from) as known_from,
    max(known_until) as known_until
  from numbered
  group by order_id, order_day, span_number
  union all
  select
    'deal' as subject_type,
    deal_id as subject_id,
    cast(timezone(:time_zone, created_at) as date) as subject_day,
    known_from,
    end_of_time() as known_until
  from core.deal
),

won as (
  select deal_id, min(known_from) as known_from
  from core.deal_event
  where is_won
  group by deal_id
),

boundary as (
  select subject_type, subject_id, known_from from subject
  union
  select subject_type, subject_id, known_until as known_from from subject where known_until < end_of_time()
  union
  select subject_type, subject_id, known_from from core.touch_program
  union
  select subject_type, subject_id, known_until as known_from
  from core.touch_program
  where known_until < end_of_time()
  union
  select subject_type, subject_id, known_from from core.answer_program
  union
  select subject_type, subject_id, known_until as known_from
  from core.answer_program
  where known_until < end_of_time()
  union
  select 'deal' as subject_type, deal_id as subject_id, known_from from won
  union
  select subject.subject_type, subject.subject_id, weight.known_from
  from subject
  inner join (select distinct known_from from core.attribution_weight) as weight
    on weight.known_from > subject.known_from
    and weight.known_from < subject.known_until
),

span as (
  select
    subject_type,
    subject_id,
    known_from,
    coalesce(
      lead(known_from) over (partition by subject_type, subject_id order by known_from), end_of_time()
    ) as known_until
  from boundary
)

select
  span.subject_type,
  span.subject_id,
  subject.subject_day,
  won.deal_id is not null as is_won,
  span.known_from,
  span.known_until
from span
inner join subject
  on subject.subject_type = span.subject_type
  and subject.subject_id = span.subject_id
  and known_on(subject, span.known_from)
left join won
  on span.subject_type = 'deal'
  and won.deal_id = span.subject_id
  and won.known_from <= span.known_from
