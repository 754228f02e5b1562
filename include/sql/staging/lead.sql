/*
description: a lead of the CRM as it stood when the export was made
key: [lead_id]
columns:
  lead_id: the CRM's id, a text
  created_at: instant of creation
  owner_id: the CRM's id of the sales rep who owns it
  status: status of the lead
  lead_source: the CRM's lead source
  company: company of the lead
  industry: its industry
  title: the person's role
  country: its country
  employees: its size
  is_deleted: the lead was deleted
  deal_id: the deal it was converted into
  converted_on: the day of conversion
  utm_source: as tracked, decoded, trimmed, lower case; null where absent
  utm_medium: likewise
  utm_campaign: likewise
  utm_content: likewise
  click_id: name of the click id's parameter where one was tracked, as ttclid
  click_value: the click id itself, its case kept
  heard_about_us: answer to "how did you hear about us?", as typed
  modified_at: instant of the last change
*/
create table staging.lead (
  lead_id text not null,
  created_at timestamptz not null,
  owner_id text,
  status text,
  lead_source text,
  company text,
  industry text,
  title text,
  country text,
  employees bigint,
  is_deleted boolean not null,
  deal_id text,
  converted_on date,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_content text,
  click_id text,
  click_value text,
  heard_about_us text,
  modified_at timestamptz not null
)
