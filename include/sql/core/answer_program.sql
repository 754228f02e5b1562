/*
description: the program that a customer's own answer names, as known over a span of business days
materialized: incremental
unique_key: subject_id
grain: [subject_type, subject_id, known_from]
changed_by:
  core.order_version: order_id
  core.lead_version: deal_id
columns:
  subject_type: order or deal
  subject_id: its id
  program_id: the program that a rule reads out of the answer
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- A deal's answer is that of the first of its leads that gave one.
with answer as (
  select 'order' as subject_type, order_id as subject_id, order_id as answer_id, answer, ordered_at as answered_at,
    known_from, known_until
  from core.order_version
  where deal_id is null and answer is not null
  union all
  select 'deal' as subject_type, deal_id as subject_id, lead_id as answer_id, answer, created_at as answered_at,
    known_from, known_until
  from core.lead_version
  where deal_id is not null and answer is not null and not is_deleted
),

matched as (
  select
    answer.subject_type,
    answer.subject_id,
    answer.answer_id,
    answer.answered_at,
    rule.program_id,
    greatest(answer.known_from, rule_set.known_from) as known_from,
    least(answer.known_until, rule_set.known_until) as known_until,
    row_number() over (
      partition by
        answer.subject_type, answer.subject_id, answer.answer_id, answer.known_from, rule_set.known_from
      order by rule.priority, rule.rule_id
    ) as row_rank
  from answer
  inner join core.rule_set as rule_set
    on known_together(rule_set, answer)
  left join core.rule as rule
    on rule.known_from = rule_set.known_from
    and rule.kind = 'self_reported'
    and answer.answer like rule.pattern
),

boundary as (
  select subject_type, subject_id, known_from from matched where row_rank = 1
  union
  select subject_type, subject_id, known_until as known_from
  from matched
  where row_rank = 1 and known_until < end_of_time()
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
),

ranked as (
  select
    span.subject_type,
    span.subject_id,
    span.known_from,
    span.known_until,
    matched.program_id,
    row_number() over (
      partition by span.subject_type, span.subject_id, span.known_from order by matched.answered_at, matched.answer_id
    ) as row_rank
  from span
  inner join matched
    on matched.subject_type = span.subject_type
    and matched.subject_id = span.subject_id
    and matched.row_rank = 1
    and known_on(matched, span.known_from)
),

-- a new version that says the same is no news
told as (
  select
    subject_type,
    subject_id,
    program_id,
    known_from,
    known_until,
    case
      when lag(known_until) over (
        partition by subject_type, subject_id, program_id order by known_from
      ) = known_from then 0
      else 1
    end as news
  from ranked
  where row_rank = 1 and program_id is not null
),

numbered as (
  select
    told.*,
    sum(news) over (partition by subject_type, subject_id, program_id order by known_from) as span_number
  from told
)

select subject_type, subject_id, program_id, min(known_from) as known_from, max(known_until) as known_until
from numbered
group by subject_type, subject_id, program_id, span_number
