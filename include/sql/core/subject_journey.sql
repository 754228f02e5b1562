/*
description: the programs that an order, a closed deal or a lead closed without a deal had touched, in their order, as known over a span of business days
materialized: incremental
unique_key: subject_id
grain: [subject_type, subject_id, known_from]
changed_by:
  core.order_version: order_id
  core.deal_event: deal_id
  core.lead_version: lead_id
  core.lead_program: lead_id
columns:
  subject_type: order, deal or lead
  subject_id: its id
  path: the programs touched in their order, joined by " > "
  converts: it ended with an order or a deal that was won; otherwise with a deal lost or a lead closed without a deal
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- A visit that led to no order is in no export: journeys that end with nothing are the CRM's.
with path as (
  select
    span.subject_type,
    span.subject_id,
    span.known_from,
    span.known_until,
    string_agg(touch.program_id, ' > ' order by touch.touched_at, md5(touch.touch_id)) as path
  from core.credit_span as span
  inner join core.touch_program as touch
    on touch.subject_type = span.subject_type
    and touch.subject_id = span.subject_id
    and known_on(touch, span.known_from)
  group by span.subject_type, span.subject_id, span.known_from, span.known_until
),

-- a change that is dated later than it became known counts from its day on
event as (
  select
    deal_id,
    event_at,
    event_key,
    is_won,
    is_lost,
    greatest(known_from, event_day) as known_from,
    known_until
  from core.deal_event
  where event_day < known_until
),

boundary as (
  select deal_id, known_from from event
  union
  select deal_id, known_until as known_from from event where known_until < end_of_time()
),

span as (
  select
    deal_id,
    known_from,
    coalesce(lead(known_from) over (partition by deal_id order by known_from), end_of_time()) as known_until
  from boundary
),

standing as (
  select
    span.deal_id,
    span.known_from,
    span.known_until,
    event.is_won,
    event.is_lost,
    row_number() over (
      partition by span.deal_id, span.known_from order by event.event_at desc, event.event_key desc
    ) as row_rank
  from span
  inner join event
    on event.deal_id = span.deal_id
    and known_on(event, span.known_from)
),

ended as (
  select 'order' as subject_type, order_id as subject_id, true as converts, known_from, known_until
  from core.order_version
  where deal_id is null and not is_cancelled
  union all
  select 'deal' as subject_type, deal_id as subject_id, is_won as converts, known_from, known_until
  from standing
  where row_rank = 1 and (is_won or is_lost)
)

select
  ended.subject_type,
  ended.subject_id,
  path.path,
  ended.converts,
  greatest(ended.known_from, path.known_from) as known_from,
  least(ended.known_until, path.known_until) as known_until
from ended
inner join path
  on path.subject_type = ended.subject_type
  and path.subject_id = ended.subject_id
  and known_together(path, ended)
union all
select
  'lead' as subject_type,
  lead.lead_id as subject_id,
  program.program_id as path,
  false as converts,
  greatest(lead.known_from, program.known_from) as known_from,
  least(lead.known_until, program.known_until) as known_until
from core.lead_version as lead
inner join core.lead_program as program
  on program.lead_id = lead.lead_id
  and known_together(program, lead)
where (lower(lead.status) like 'closed%' or lower(lead.status) like '%unqualified%')
  and lead.deal_id is null
  and not lead.is_deleted
