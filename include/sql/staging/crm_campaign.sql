/*
description: a campaign of the CRM
key: [campaign_id]
columns:
  campaign_id: the CRM's id
  campaign_name: its name
  campaign_type: its type
  starts_on: first day
  ends_on: last day
  is_active: whether it runs
  modified_at: instant of the last change
*/
create table staging.crm_campaign (
  campaign_id text not null,
  campaign_name text not null,
  campaign_type text,
  starts_on date,
  ends_on date,
  is_active boolean,
  modified_at timestamptz
)
