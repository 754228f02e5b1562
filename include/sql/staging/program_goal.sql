/*
description: what a program set out to reach
key: [program_id, measure, starts_on]
columns:
  program_id: the program
  measure: revenue, orders, leads, qualified_pipeline, reach or contribution
  target: what is to be reached: a sum over its days; for qualified_pipeline the level on the last day
  currency: ISO 4217 code of a target in money
  stated_on: day on which it was stated
  starts_on: first day that counts
  ends_on: last day that counts
*/
create table staging.program_goal (
  program_id text not null,
  measure text not null,
  target decimal(18, 2) not null,
  currency text,
  stated_on date not null,
  starts_on date not null,
  ends_on date not null
)
