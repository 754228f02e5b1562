/*
description: how a lead stood in the CRM on a report day, as first reported, or on the last business day, as of the latest data
materialized: table
grain: [as_of_day, vintage, lead_id]
columns:
  as_of_day: the report day; the last business day for latest
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  known_on: the business day whose knowledge counts; 9999-12-30 for latest
  lead_id: the lead
  deal_id: the deal it was converted into
  owner_id: the CRM's id of the sales rep who owns it
  is_deleted: it was deleted
  is_closed: its status is closed or unqualified
*/
with vintage_day as (
  select day as as_of_day, 'as_reported' as vintage, day as known_on from core.report_day
  union all
  select max(day) as as_of_day, 'latest' as vintage, latest_knowledge() as known_on from core.business_day
),

ranked as (
  select
    vintage_day.as_of_day,
    vintage_day.vintage,
    vintage_day.known_on,
    lead.lead_id,
    lead.deal_id,
    lead.owner_id,
    lead.is_deleted,
    coalesce(lower(lead.status) like 'closed%' or lower(lead.status) like '%unqualified%', false) as is_closed,
    row_number() over (
      partition by vintage_day.known_on, lead.lead_id order by lead.modified_at desc, lead.day desc
    ) as row_rank
  from vintage_day
  inner join staging.lead as lead
    on known_on(lead, vintage_day.known_on)
)

select as_of_day, vintage, known_on, lead_id, deal_id, owner_id, is_deleted, is_closed
from ranked
where row_rank = 1 and as_of_day is not null
