/*
description: a cost of a program beside the platforms' media spend
key: [cost_id]
columns:
  cost_id: the company's id of the cost
  program_id: the program that bears it
  kind: creator_fee, production, agency, tools or media
  vendor: who is paid
  currency: ISO 4217 code
  amount: what is paid, for all its days together
  starts_on: first day it is for
  ends_on: last day it is for
  creator_id: the creator who is paid, where the cost is one creator's
*/
create table staging.cost (
  cost_id text not null,
  program_id text not null,
  kind text not null,
  vendor text,
  currency text not null,
  amount decimal(18, 2) not null,
  starts_on date not null,
  ends_on date not null,
  creator_id text
)
