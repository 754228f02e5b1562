/*
description: a use of marketing collateral by sales
key: [use_id]
columns:
  use_id: id of the use
  used_on: the day
  owner_id: the CRM's id of the rep
  collateral: what was used
  deal_id: the deal for which
*/
create table staging.collateral_use (
  use_id text not null,
  used_on date not null,
  owner_id text not null,
  collateral text not null,
  deal_id text
)
