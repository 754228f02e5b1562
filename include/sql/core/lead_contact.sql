/*
description: what sales had done by a report day about a lead of core.lead_state, as known that day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, lead_id]
columns:
  as_of_day: the report day
  lead_id: the lead
  team: team of the rep who answered first; null while nobody has
  decision: accepted or rejected, the latest; null while undecided
*/
with decided as (
  select
    standing.as_of_day,
    decision.lead_id,
    cast(null as text) as team,
    decision.decision,
    row_number() over (
      partition by standing.as_of_day, decision.lead_id order by decision.decided_at desc, decision.decision_id desc
    ) as row_rank
  from core.lead_state as standing
  inner join staging.lead_decision as decision
    on decision.lead_id = standing.lead_id
    and known_on(decision, standing.as_of_day)
),

answered as (
  select
    standing.as_of_day,
    activity.lead_id,
    rep.team,
    cast(null as text) as decision,
    row_number() over (
      partition by standing.as_of_day, activity.lead_id order by activity.happened_at, activity.activity_id
    ) as row_rank
  from core.lead_state as standing
  inner join staging.sales_activity as activity
    on activity.lead_id = standing.lead_id
    and known_on(activity, standing.as_of_day)
    and not activity.is_automatic
    and activity.kind <> 'auto_reply'
  left join staging.sales_rep as rep
    on rep.owner_id = activity.owner_id
    and known_on(rep, standing.as_of_day)
),

told as (
  select as_of_day, lead_id, team, decision from decided where row_rank = 1
  union all
  select as_of_day, lead_id, team, decision from answered where row_rank = 1
)

select as_of_day, lead_id, max(team) as team, max(decision) as decision
from told
group by as_of_day, lead_id
