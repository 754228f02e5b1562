-- The deal of a lead carries the lead's id. The origin is all that tracking says.
select
  lead_id,
  created_at,
  'qualified' as status,
  false as is_deleted,
  lead_id as deal_id,
  folded(nullif(origin, 'unknown')) as utm_source,
  landing_page as utm_content,
  created_at as modified_at
from export
