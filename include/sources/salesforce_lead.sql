select
  lead_id,
  created_at,
  owner_id,
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
  folded(url_decode(utm_source)) as utm_source,
  folded(url_decode(utm_medium)) as utm_medium,
  folded(url_decode(utm_campaign)) as utm_campaign,
  folded(url_decode(utm_content)) as utm_content,
  case when ttclid is not null then 'ttclid' when gclid is not null then 'gclid' end as click_id,
  coalesce(ttclid, gclid) as click_value,
  heard_about_us,
  modified_at
from export
qualify row_number() over (partition by lead_id order by modified_at desc, record desc) = 1
