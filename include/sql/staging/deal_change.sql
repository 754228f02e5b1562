/*
description: one change of a deal, with the values it had from then on
key: [change_id]
columns:
  change_id: the CRM's id of the change
  deal_id: the deal that changed
  changed_at: instant of the change
  stage: stage from then on
  amount: amount in the deal's currency; null where none was entered
  probability: closing probability from 0 to 1, rounded to 4 places
  close_date: expected close date
*/
create table staging.deal_change (
  change_id text not null,
  deal_id text not null,
  changed_at timestamptz not null,
  stage text not null,
  amount decimal(18, 2),
  probability decimal(5, 4) not null,
  close_date date
)
