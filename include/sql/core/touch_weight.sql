/*
description: what a touch weighs in a subject's journey under one attribution model, in a span of business days
materialized: ephemeral
grain: [model, subject_type, subject_id, known_from, touch_number]
columns:
  model: the attribution model
  subject_type: order or deal
  subject_id: its id
  touch_number: 1 for the first touch; 0 where there is none
  is_last: the last touch, which takes what rounding leaves over
  program_id: the touch's program; null where there is no touch
  weight: its weight, to be held against the weights of the subject's other touches
  known_from: first business day of the span
  known_until: first business day after it
*/
-- Milestones of a deal: the first touch, the lead's creation, the opportunity's creation (the last touch before it), and
-- its closing once it is won (no later touches are counted, so it is the same touch). An order has a first and a last
-- touch, and the last one is what a lead's creation is to a deal.
with touch as (
  select *, cast(timezone(:time_zone, touched_at) as date) as touched_on from core.touch_program
),

touched as (
  select
    span.subject_type,
    span.subject_id,
    span.subject_day,
    span.is_won,
    span.known_from,
    span.known_until,
    touch.program_id,
    date_diff('day', touch.touched_on, span.subject_day) as age_days,
    row_number() over (
      partition by span.subject_type, span.subject_id, span.known_from
      order by touch.touched_at, md5(touch.touch_id)
    ) as from_first,
    row_number() over (
      partition by span.subject_type, span.subject_id, span.known_from
      order by touch.touched_at desc, md5(touch.touch_id) desc
    ) as from_last,
    row_number() over (
      partition by span.subject_type, span.subject_id, span.known_from
      order by case when touch.is_direct then 1 else 0 end, touch.touched_at desc, md5(touch.touch_id) desc
    ) as from_last_non_direct,
    case
      when span.subject_type = 'order'
        then row_number() over (
          partition by span.subject_type, span.subject_id, span.known_from
          order by touch.touched_at desc, md5(touch.touch_id) desc
        )
      when touch.evidence = 'lead'
        then row_number() over (
          partition by span.subject_type, span.subject_id, span.known_from, touch.evidence
          order by touch.touched_at, md5(touch.touch_id)
        )
    end as lead_rank
  from core.credit_span as span
  left join touch
    on touch.subject_type = span.subject_type
    and touch.subject_id = span.subject_id
    and known_on(touch, span.known_from)
),

milestone as (
  select
    touched.subject_type,
    touched.subject_id,
    touched.known_from,
    touched.known_until,
    touched.program_id,
    touched.from_first,
    touched.from_last,
    scale.model,
    sum(
      case
        when scale.milestone = 'first' and touched.from_first = 1 then scale.weight
        when scale.milestone = 'last' and touched.from_last = 1 then scale.weight
        when scale.milestone = 'lead' and touched.lead_rank = 1 then scale.weight
        when scale.milestone = 'opportunity' and touched.from_last = 1 and touched.subject_type = 'deal'
          then scale.weight
        when scale.milestone = 'close' and touched.from_last = 1 and touched.is_won then scale.weight
      end
    ) as weight,
    max(case when scale.milestone = 'other' then scale.weight else 0 end) as other_weight
  from touched
  inner join core.attribution_weight as scale
    on known_on(scale, touched.known_from)
  group by
    touched.subject_type, touched.subject_id, touched.known_from, touched.known_until, touched.program_id,
    touched.from_first, touched.from_last, scale.model
),

shared as (
  select
    milestone.*,
    count(*) filter (where milestone.weight is null) over (
      partition by milestone.model, milestone.subject_type, milestone.subject_id, milestone.known_from
    ) as others
  from milestone
),

weighed as (
  select subject_type, subject_id, known_from, known_until, program_id, from_first, from_last, model, weight
  from (
    select touched.*, rule.model,
      case rule.model
        when 'first' then case when touched.from_first = 1 then 1 else 0 end
        when 'last' then case when touched.from_last = 1 then 1 else 0 end
        when 'last_non_direct' then case when touched.from_last_non_direct = 1 then 1 else 0 end
        when 'linear' then 1
        when 'time_decay'
          then cast(
            round(
              cast(
                power(0.5, greatest(touched.age_days, 0) / nullif(cast(:half_life_days as double), 0)) * 1000000000
                as decimal(20, 4)
              ),
              0
            ) as bigint
          )
      end as weight
    from touched
    cross join (
      values ('first'), ('last'), ('last_non_direct'), ('linear'), ('time_decay')
    ) as rule (model)
  ) as by_rule
  union all
  select
    subject_type,
    subject_id,
    known_from,
    known_until,
    program_id,
    from_first,
    from_last,
    model,
    coalesce(weight, other_weight // nullif(others, 0)) as weight
  from shared
)

select
  model,
  subject_type,
  subject_id,
  cast(case when program_id is null then 0 else from_first end as bigint) as touch_number,
  from_last = 1 as is_last,
  program_id,
  cast(coalesce(weight, 0) as bigint) as weight,
  known_from,
  known_until
from weighed
