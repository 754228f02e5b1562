/*
description: a lead of the period that ends on a report day, its first human answer and the decision on it, as known that day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, lead_id]
columns:
  as_of_day: the report day
  lead_id: the lead
  program_id: the program that the lead itself names
  team: team of the rep who answered first; null while nobody has
  minutes: clock minutes from the lead to its first human answer; null while there is none
  working_minutes: those of them from Monday to Friday, 9 to 17, in the company's time zone
  decision: accepted or rejected, the latest; null while undecided
  reason: why it was rejected
*/
-- An automatic reply is no answer. A minute is a minute of the clock: seconds are cut off on both ends.
with lead_of_period as (
  select
    report.day as as_of_day,
    lead.lead_id,
    lead.created_at,
    timezone(:time_zone, lead.created_at) as created_local
  from core.report_day as report
  inner join core.lead_version as lead
    on known_on(lead, report.day)
    and not lead.is_deleted
),

recent as (
  select
    as_of_day,
    lead_id,
    created_at,
    cast(created_local as date) as created_day,
    extract(hour from created_local) * 60 + extract(minute from created_local) as created_minute
  from lead_of_period
  where cast(created_local as date) <= as_of_day and date_diff('day', cast(created_local as date), as_of_day) < :period_days
),

activity as (
  select
    activity_id,
    lead_id,
    owner_id,
    happened_at,
    timezone(:time_zone, happened_at) as happened_local,
    known_from,
    known_until
  from staging.sales_activity
  where not is_automatic and kind <> 'auto_reply'
),

answered as (
  select
    recent.as_of_day,
    recent.lead_id,
    activity.owner_id,
    cast(activity.happened_local as date) as answered_day,
    extract(hour from activity.happened_local) * 60 + extract(minute from activity.happened_local) as answered_minute,
    row_number() over (
      partition by recent.as_of_day, recent.lead_id order by activity.happened_at, activity.activity_id
    ) as row_rank
  from recent
  inner join activity
    on activity.lead_id = recent.lead_id
    and activity.happened_at >= recent.created_at
    and known_on(activity, recent.as_of_day)
),

first_answer as (
  select
    recent.as_of_day,
    recent.lead_id,
    answered.owner_id,
    recent.created_day,
    recent.created_minute,
    answered.answered_day,
    answered.answered_minute
  from recent
  left join answered
    on answered.as_of_day = recent.as_of_day
    and answered.lead_id = recent.lead_id
    and answered.row_rank = 1
),

worked as (
  select
    answer.as_of_day,
    answer.lead_id,
    sum(
      greatest(
        least(case when calendar.day = answer.answered_day then answer.answered_minute else 1440 end, 17 * 60)
        - greatest(case when calendar.day = answer.created_day then answer.created_minute else 0 end, 9 * 60),
        0
      )
    ) as working_minutes
  from first_answer as answer
  inner join core.calendar as calendar
    on calendar.day between answer.created_day and answer.answered_day
    and calendar.weekday <= 5
  group by answer.as_of_day, answer.lead_id
),

decided as (
  select
    recent.as_of_day,
    recent.lead_id,
    decision.decision,
    decision.reason,
    row_number() over (
      partition by recent.as_of_day, recent.lead_id order by decision.decided_at desc, decision.decision_id desc
    ) as row_rank
  from recent
  inner join staging.lead_decision as decision
    on decision.lead_id = recent.lead_id
    and known_on(decision, recent.as_of_day)
)

select
  answer.as_of_day,
  answer.lead_id,
  coalesce(program.program_id, 'unattributed') as program_id,
  rep.team,
  cast(
    date_diff('day', answer.created_day, answer.answered_day) * 1440 + answer.answered_minute - answer.created_minute
    as bigint
  ) as minutes,
  cast(case when answer.answered_day is not null then coalesce(worked.working_minutes, 0) end as bigint)
    as working_minutes,
  decided.decision,
  decided.reason
from first_answer as answer
left join core.lead_program as program
  on program.lead_id = answer.lead_id
  and known_on(program, answer.as_of_day)
left join staging.sales_rep as rep
  on rep.owner_id = answer.owner_id
  and known_on(rep, answer.as_of_day)
left join worked on worked.as_of_day = answer.as_of_day and worked.lead_id = answer.lead_id
left join decided on decided.as_of_day = answer.as_of_day and decided.lead_id = answer.lead_id and decided.row_rank = 1
