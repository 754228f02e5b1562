/*
description: how long the leads of a period waited for their first human answer: of the company, a team or a program
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, level, item]
owner: sales
definition: time from a lead's creation to the first human answer; an automatic reply is none
formula: median and 90th percentile (nearest rank) over the leads that were answered; working minutes are Monday to Friday, 9 to 17
unit: minutes
denominators: median and percentile: answered leads of the period
caveats: public holidays count as working days; a team's rows know only the leads that it answered
columns:
  as_of_day: last day of the period
  level: company, team or program
  item: the team or program; company for the company
  leads: leads of the period; null for a team
  answered: those that a person has answered
  unanswered: those that nobody has answered yet; null for a team
  median_minutes: half of them had waited no longer
  p90_minutes: nine in ten had waited no longer
  median_working_minutes: the same in working hours
  p90_working_minutes: the same in working hours
*/
with item as (
  select lead_answer.*, 'company' as level, 'company' as item from core.lead_answer as lead_answer
  union all
  select lead_answer.*, 'program' as level, program_id as item from core.lead_answer as lead_answer
  union all
  select lead_answer.*, 'team' as level, team as item from core.lead_answer as lead_answer where team is not null
),

ranked as (
  select
    item.*,
    row_number() over (partition by as_of_day, level, item order by minutes nulls last, lead_id) as row_rank,
    row_number() over (partition by as_of_day, level, item order by working_minutes nulls last, lead_id)
      as working_place,
    count(minutes) over (partition by as_of_day, level, item) as answered
  from item
)

select
  as_of_day,
  level,
  item,
  case when level <> 'team' then count(*) end as leads,
  count(minutes) as answered,
  case when level <> 'team' then count(*) - count(minutes) end as unanswered,
  cast(median(cast(minutes as double)) as decimal(18, 1)) as median_minutes,
  cast(max(case when row_rank = (answered * 9 + 9) // 10 then minutes end) as bigint) as p90_minutes,
  cast(median(cast(working_minutes as double)) as decimal(18, 1)) as median_working_minutes,
  cast(max(case when working_place = (answered * 9 + 9) // 10 then working_minutes end) as bigint)
    as p90_working_minutes
from ranked
-- while no activity is exported nothing is known of answers
where exists (select 1 from staging.sales_activity as activity where known_on(activity, ranked.as_of_day))
group by as_of_day, level, item
