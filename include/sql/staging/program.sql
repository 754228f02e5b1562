/*
description: a marketing program
key: [program_id]
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
create table staging.program (
  program_id text not null,
  program_name text not null,
  program_group text,
  goal text,
  starts_on date,
  ends_on date,
  owner text,
  channel text
)
