/*
description: how a lead of the 365 days that end on a report day stood in the CRM, as first reported
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, lead_id]
columns:
  as_of_day: the report day
  lead_id: the lead
  deal_id: the deal it was converted into
  owner_id: the CRM's id of the sales rep who owns it
  is_deleted: it was deleted
  is_closed: its status is closed or unqualified
*/
-- What lies further back teaches little about today, and a report day would cost more with each year.
with lead as (
  select *, cast(timezone(:time_zone, created_at) as date) as created_on from staging.lead
),

ranked as (
  select
    report.day as as_of_day,
    lead.lead_id,
    lead.deal_id,
    lead.owner_id,
    lead.is_deleted,
    coalesce(lower(lead.status) like 'closed%' or lower(lead.status) like '%unqualified%', false) as is_closed,
    row_number() over (
      partition by report.day, lead.lead_id order by lead.modified_at desc, lead.day desc
    ) as row_rank
  from core.report_day as report
  inner join lead
    on known_on(lead, report.day)
    and date_diff('day', lead.created_on, report.day) < 365
)

select as_of_day, lead_id, deal_id, owner_id, is_deleted, is_closed
from ranked
where row_rank = 1
