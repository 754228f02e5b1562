/*
description: a marketing program, as of the latest data; unattributed stands for what belongs to none
materialized: table
grain: [program_id]
owner: marketing
definition: the company's list of its programs, and one row for what belongs to none
unit: none
columns:
  program_id: the company's id of the program
  program_name: its name, as readers see it
  program_group: the group in which it is combined with others
  goal: awareness, leads or conversions
  starts_on: first day
  ends_on: last day; null while open
  owner: who answers for it
  channel: the channel of the response curves in which it buys media; null where it buys none
*/
select program_id, program_name, program_group, goal, starts_on, ends_on, owner, channel
from staging.program
where is_current()
union all
select
  'unattributed' as program_id,
  'Unattributed' as program_name,
  cast(null as text) as program_group,
  cast(null as text) as goal,
  cast(null as date) as starts_on,
  cast(null as date) as ends_on,
  cast(null as text) as owner,
  cast(null as text) as channel
