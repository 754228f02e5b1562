/*
description: what sales made of the leads of a period: of the company or a program
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, level, item]
owner: sales
definition: leads of the period by the latest decision of sales on them
formula: acceptance rate = accepted / (accepted + rejected)
unit: leads counted; rate from 0 to 1
denominators: acceptance rate: leads on which sales has decided
columns:
  as_of_day: last day of the period
  level: company or program
  item: the program; company for the company
  leads: leads of the period
  accepted: accepted by sales
  rejected: rejected by sales
  undecided: neither yet
  acceptance_rate: accepted / (accepted + rejected)
*/
with item as (
  select lead_answer.*, 'company' as level, 'company' as item from core.lead_answer as lead_answer
  union all
  select lead_answer.*, 'program' as level, program_id as item from core.lead_answer as lead_answer
),

counted as (
  select
    as_of_day,
    level,
    item,
    count(*) as leads,
    count(*) filter (where decision = 'accepted') as accepted,
    count(*) filter (where decision = 'rejected') as rejected
  from item
  group by as_of_day, level, item
)

select
  as_of_day,
  level,
  item,
  leads,
  accepted,
  rejected,
  leads - accepted - rejected as undecided,
  ratio(accepted, accepted + rejected) as acceptance_rate
from counted
-- while no decision is exported nothing is known of acceptance
where exists (select 1 from staging.lead_decision as decided where known_on(decided, counted.as_of_day))
