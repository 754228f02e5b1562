/*
description: a lead as it was first entered
materialized: incremental
unique_key: lead_id
grain: [lead_id]
columns:
  lead_id: the lead
  created_on: the company's day on which it came in
  company: its company
  industry: its industry
  size: band of employees
  role: the person's role at work
  country: its country
  source: the CRM's lead source
*/
-- What a score may learn from is what was entered first: later entries know how the story ended.
with ranked as (
  select
    lead.lead_id,
    cast(timezone(:time_zone, lead.created_at) as date) as created_on,
    lead.company,
    lead.industry,
    case
      when lead.employees is null then null
      when lead.employees <= 10 then '1-10'
      when lead.employees <= 50 then '11-50'
      when lead.employees <= 250 then '51-250'
      when lead.employees <= 1000 then '251-1000'
      else '1001+'
    end as size,
    lead.title as role,
    lead.country,
    lead.lead_source as source,
    row_number() over (partition by lead.lead_id order by lead.known_from, lead.modified_at, lead.day) as row_rank
  from staging.lead as lead
)

select lead_id, created_on, company, industry, size, role, country, source
from ranked
where row_rank = 1
