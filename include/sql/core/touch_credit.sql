/*
description: a program's share in a shop's order or in a deal under one attribution model, as known over a span of business days
materialized: incremental
unique_key: subject_id
grain: [subject_type, subject_id, model, program_id, known_from]
columns:
  subject_type: order or deal
  subject_id: its id
  model: first, last, last_non_direct, linear, time_decay, self_reported, or a model of core.attribution_weight
  program_id: the program; unattributed where no touch says one
  credit: the share; the shares of a subject under a model add up to exactly 1
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- Shares are cut to millionths; what is left over goes to the last touch, so that nothing is lost or made.
with weighed as (
  select
    weight.*,
    sum(weight) over (partition by model, subject_type, subject_id, known_from) as total
  from core.touch_weight as weight
),

cut as (
  select weighed.*, cast(coalesce(weight * 1000000 // nullif(cast(total as bigint), 0), 0) as bigint) as millionths
  from weighed
),

share as (
  select
    model,
    subject_type,
    subject_id,
    coalesce(program_id, 'unattributed') as program_id,
    case
      when is_last
        then 1000000 - sum(case when is_last then 0 else millionths end) over (
          partition by model, subject_type, subject_id, known_from
        )
      else millionths
    end as millionths,
    known_from,
    known_until
  from cut
  union all
  select
    'self_reported' as model,
    span.subject_type,
    span.subject_id,
    coalesce(answer.program_id, 'unattributed') as program_id,
    1000000 as millionths,
    span.known_from,
    span.known_until
  from core.credit_span as span
  left join core.answer_program as answer
    on answer.subject_type = span.subject_type
    and answer.subject_id = span.subject_id
    and known_on(answer, span.known_from)
)

select
  subject_type,
  subject_id,
  model,
  program_id,
  cast(sum(millionths) * cast(0.000001 as decimal(7, 6)) as decimal(9, 6)) as credit,
  known_from,
  known_until
from share
group by subject_type, subject_id, model, program_id, known_from, known_until
having sum(millionths) > 0
