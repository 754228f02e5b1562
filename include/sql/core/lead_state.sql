/*
row: how a lead stood in the CRM on a report day, as known then, or on the last business day, as known now
kept: table
grain: [as_of_day, known, lead_id]
columns:
  as_of_day: the report day; the last business day for now
  known: then or now
  known_on: the business day whose knowledge counts; 9999-12-30 for now
  lead_id: the lead
  deal_id: the deal it was converted into
  is_deleted: it was deleted
  is_closed: its status is closed or unqualified
*/
with spoken as (
  select day as as_of_day, 'then' as known, day as known_on from core.report_day
  union all
  select max(day) as as_of_day, 'now' as known, cast('9999-12-30' as date) as known_on from core.business_day
),

ranked as (
  select
    spoken.as_of_day,
    spoken.known,
    spoken.known_on,
    lead.lead_id,
    lead.deal_id,
    lead.is_deleted,
    coalesce(lower(lead.status) like 'closed%' or lower(lead.status) like '%unqualified%', false) as is_closed,
    row_number() over (
      partition by spoken.known_on, lead.lead_id order by lead.modified_at desc, lead.day desc
    ) as place
  from spoken
  inner join staging.lead as lead
    on lead.known_from <= spoken.known_on
    and spoken.known_on < lead.known_until
)

select as_of_day, known, known_on, lead_id, deal_id, is_deleted, is_closed
from ranked
where place = 1 and as_of_day is not null
