/*
description: how many subjects had the same journey through programs, as first reported on a report day, or latest
materialized: table
grain: [as_of_day, vintage, path, converts]
columns:
  as_of_day: the report day; the last business day for latest
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  path: the programs touched in their order, joined by " > "
  converts: it ended with an order or a deal that was won; otherwise with a deal lost or a lead closed without a deal
  subjects: orders, deals and leads
*/
-- A visit that led to no order is in no export: journeys that end with nothing are the CRM's.
with vintage_day as (
  select day as as_of_day, 'as_reported' as vintage, day as known_on from core.report_day
  union all
  select max(day) as as_of_day, 'latest' as vintage, latest_knowledge() as known_on from core.business_day
),

ended as (
  select
    vintage_day.as_of_day,
    vintage_day.vintage,
    vintage_day.known_on,
    event.deal_id,
    event.is_won,
    event.is_lost,
    row_number() over (
      partition by vintage_day.known_on, event.deal_id order by event.event_at desc, event.event_key desc
    ) as row_rank
  from vintage_day
  inner join core.deal_event as event
    on event.event_day <= vintage_day.as_of_day
    and known_on(event, vintage_day.known_on)
),

subject as (
  select
    vintage_day.as_of_day,
    vintage_day.vintage,
    vintage_day.known_on,
    'order' as subject_type,
    sold.order_id as subject_id,
    true as converts
  from vintage_day
  inner join core.order_version as sold
    on known_on(sold, vintage_day.known_on)
    and not sold.is_cancelled
    and sold.deal_id is null
  union all
  select as_of_day, vintage, known_on, 'deal' as subject_type, deal_id as subject_id, is_won as converts
  from ended
  where row_rank = 1 and (is_won or is_lost)
),

touched as (
  select
    subject.as_of_day,
    subject.vintage,
    subject.subject_type,
    subject.subject_id,
    subject.converts,
    touch.program_id,
    row_number() over (
      partition by subject.known_on, subject.subject_type, subject.subject_id
      order by touch.touched_at, md5(touch.touch_id)
    ) as row_rank
  from subject
  inner join core.touch_program as touch
    on touch.subject_type = subject.subject_type
    and touch.subject_id = subject.subject_id
    and known_on(touch, subject.known_on)
),

joined as (
  select as_of_day, vintage, subject_type, subject_id, converts, string_agg(program_id, ' > ' order by row_rank) as path
  from touched
  group by as_of_day, vintage, subject_type, subject_id, converts
),

story as (
  select as_of_day, vintage, path, converts from joined
  union all
  select state.as_of_day, state.vintage, program.program_id as path, false as converts
  from core.lead_state as state
  inner join core.lead_program as program
    on program.lead_id = state.lead_id
    and known_on(program, state.known_on)
  where state.is_closed and state.deal_id is null and not state.is_deleted
)

select as_of_day, vintage, path, converts, count(*) as subjects
from story
group by as_of_day, vintage, path, converts
