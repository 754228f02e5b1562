/*
description: a sales rep and the team
key: [owner_id]
columns:
  owner_id: the CRM's id of the rep
  rep_name: name of the rep
  team: name of the team
*/
create table staging.sales_rep (
  owner_id text not null,
  rep_name text,
  team text not null
)
