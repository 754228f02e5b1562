/*
description: how many leads of a period sales rejected for a reason, by program
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, program_id, reason]
owner: sales
definition: rejected leads of the period by the reason that sales gave
unit: leads counted
columns:
  as_of_day: last day of the period
  program_id: the program that the lead itself names
  reason: the reason as the CRM has it; not given where it has none
  leads: leads rejected for it
*/
select as_of_day, program_id, coalesce(reason, 'not given') as reason, count(*) as leads
from core.lead_answer
where decision = 'rejected'
group by as_of_day, program_id, coalesce(reason, 'not given')
