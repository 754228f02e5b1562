/*
description: a sales rep's decision to take a lead or not
key: [decision_id]
columns:
  decision_id: the CRM's id of the decision
  lead_id: the lead
  decision: accepted or rejected
  reason: why it was rejected
  decided_at: instant
  owner_id: the CRM's id of the rep
*/
create table staging.lead_decision (
  decision_id text not null,
  lead_id text not null,
  decision text not null,
  reason text,
  decided_at timestamptz not null,
  owner_id text
)
