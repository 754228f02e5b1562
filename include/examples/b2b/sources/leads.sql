select
  lead_id,
  created_at,
  status,
  company,
  false as is_deleted,
  deal_id,
  converted_on,
  folded(url_decode(utm_source)) as utm_source,
  folded(url_decode(utm_medium)) as utm_medium,
  folded(url_decode(utm_campaign)) as utm_campaign,
  modified_at
from export
