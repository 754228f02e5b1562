/*
description: something that was done about a lead
key: [activity_id]
columns:
  activity_id: the CRM's id
  lead_id: the lead
  owner_id: the CRM's id of who did it
  kind: email, call, meeting or auto_reply
  happened_at: instant
  is_automatic: no human did it: it does not answer a lead
*/
create table staging.sales_activity (
  activity_id text not null,
  lead_id text not null,
  owner_id text,
  kind text not null,
  happened_at timestamptz not null,
  is_automatic boolean not null
)
