/*
description: a rule or a cost names a program that programs.csv does not have
severity: fail
remedy: Add the program to programs.csv, or correct the rule or cost.
*/
select named.what, named.id, named.program_id
from (
  select 'rule' as what, rule_id as id, program_id
  from staging.program_rule where is_current()
  union all
  select 'cost' as what, cost_id as id, program_id
  from staging.cost where is_current()
) as named
where not exists (
  select 1 from marts.program as program where program.program_id = named.program_id
)
