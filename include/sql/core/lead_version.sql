/*
description: a lead as known over a span of business days
materialized: incremental
unique_key: lead_id
grain: [lead_id, known_from]
columns:
  lead_id: the CRM's id
  created_at: instant of creation
  status: its status
  lead_source: the CRM's lead source
  company: its company
  industry: the company's industry
  title: the person's role
  country: the company's country
  employees: the company's size
  is_deleted: the lead was deleted
  deal_id: the deal it was converted into
  converted_on: the day of conversion
  utm_source: folded
  utm_medium: folded
  utm_campaign: folded
  utm_content: folded
  click_id: name of its click id's parameter
  answer: its answer to "how did you hear about us?", folded
  known_from: first business day on which it was known so
  known_until: first business day on which it no longer was
*/
with latest as (
  select
    lead.*,
    row_number() over (
      partition by lead.lead_id, lead.known_from order by lead.modified_at desc, lead.day desc
    ) as row_rank
  from staging.lead as lead
)

select
  lead_id,
  created_at,
  status,
  lead_source,
  company,
  industry,
  title,
  country,
  employees,
  is_deleted,
  deal_id,
  converted_on,
  utm_source,
  utm_medium,
  utm_campaign,
  utm_content,
  click_id,
  nullif(lower(trim(heard_about_us)), '') as answer,
  known_from,
  least(
    known_until,
    coalesce(lead(known_from) over (partition by lead_id order by known_from), known_until)
  ) as known_until
from latest
where row_rank = 1
