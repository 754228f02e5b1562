/*
row: a lead as it came in, and what had become of it by a report day, as known that day
kept: table
grain: [as_of_day, lead_id]
columns:
  as_of_day: the report day
  lead_id: the lead
  created_on: the company's day on which it came in
  company: its company
  industry: as first entered
  size: band of employees, as first entered
  role: the person's role at work, as first entered
  country: as first entered
  source: the CRM's lead source, as first entered
  program_id: the program that the lead itself names
  team: team of the rep who answered first; null while nobody has
  outcome: open, in_deal (its deal is open), won or lost
  closed_on: the day on which its deal was won or lost; null without one
  amount: amount of a won deal in the reporting currency
*/
-- What a score may learn from is what was entered first: later entries know how the story ended.
with entered as (
  select
    lead.lead_id,
    cast(timezone(:time_zone, lead.created_at) as date) as created_on,
    lead.company,
    lead.industry,
    case
      when lead.employees is null then null
      when lead.employees <= 10 then '1-10'
      when lead.employees <= 50 then '11-50'
      when lead.employees <= 250 then '51-250'
      when lead.employees <= 1000 then '251-1000'
      else '1001+'
    end as size,
    lead.title as role,
    lead.country,
    lead.lead_source as source,
    row_number() over (partition by lead.lead_id order by lead.known_from, lead.modified_at, lead.day) as place
  from staging.lead as lead
),

standing as (
  select
    report.day as as_of_day,
    lead.lead_id,
    lead.status,
    lead.deal_id,
    lead.is_deleted,
    row_number() over (
      partition by report.day, lead.lead_id order by lead.modified_at desc, lead.day desc
    ) as place
  from core.report_day as report
  inner join staging.lead as lead
    on lead.known_from <= report.day
    and report.day < lead.known_until
),

decided as (
  select
    report.day as as_of_day,
    decision.lead_id,
    decision.decision,
    row_number() over (
      partition by report.day, decision.lead_id order by decision.decided_at desc, decision.decision_id desc
    ) as place
  from core.report_day as report
  inner join staging.lead_decision as decision
    on decision.known_from <= report.day
    and report.day < decision.known_until
),

answered as (
  select
    report.day as as_of_day,
    activity.lead_id,
    rep.team,
    row_number() over (
      partition by report.day, activity.lead_id order by activity.happened_at, activity.activity_id
    ) as place
  from core.report_day as report
  inner join staging.sales_activity as activity
    on activity.known_from <= report.day
    and report.day < activity.known_until
    and not activity.is_automatic
    and activity.kind <> 'auto_reply'
  left join staging.sales_rep as rep
    on rep.owner_id = activity.owner_id
    and rep.known_from <= report.day
    and report.day < rep.known_until
)

select
  standing.as_of_day,
  standing.lead_id,
  entered.created_on,
  entered.company,
  entered.industry,
  entered.size,
  entered.role,
  entered.country,
  entered.source,
  coalesce(program.program_id, 'unattributed') as program_id,
  answered.team,
  case
    when closed.is_won then 'won'
    when closed.deal_id is not null then 'lost'
    when standing.deal_id is not null then 'in_deal'
    when lower(standing.status) like 'closed%' or lower(standing.status) like '%unqualified%' or decided.decision = 'rejected'
      then 'lost'
    else 'open'
  end as outcome,
  closed.closed_on,
  case when closed.is_won then closed.amount end as amount
from standing
inner join entered on entered.lead_id = standing.lead_id and entered.place = 1
left join core.deal_closed as closed
  on closed.as_of_day = standing.as_of_day
  and closed.deal_id = standing.deal_id
left join decided
  on decided.as_of_day = standing.as_of_day
  and decided.lead_id = standing.lead_id
  and decided.place = 1
left join answered
  on answered.as_of_day = standing.as_of_day
  and answered.lead_id = standing.lead_id
  and answered.place = 1
left join core.lead_program as program
  on program.lead_id = standing.lead_id
  and program.known_from <= standing.as_of_day
  and standing.as_of_day < program.known_until
where standing.place = 1 and not standing.is_deleted
