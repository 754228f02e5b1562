/*
description: a deal of the CRM as it stood when the export was made
key: [deal_id]
columns:
  deal_id: the CRM's id, a text
  deal_name: name of the deal
  account_name: the customer
  owner_id: the CRM's id of the sales rep
  stage: stage of the sales process
  is_closed: the stage ends the deal
  is_won: the stage is a won one
  is_deleted: the deal was deleted
  currency: ISO 4217 code of the deal's amount
  lead_source: the CRM's lead source
  campaign_id: the CRM's primary campaign
  customer_id: what the till knows the customer by, where the CRM tells
  created_at: instant of creation
  modified_at: instant of the last change
*/
create table staging.deal (
  deal_id text not null,
  deal_name text,
  account_name text,
  owner_id text,
  stage text,
  is_closed boolean not null,
  is_won boolean not null,
  is_deleted boolean not null,
  currency text,
  lead_source text,
  campaign_id text,
  customer_id text,
  created_at timestamptz not null,
  modified_at timestamptz not null
)
