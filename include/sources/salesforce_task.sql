select
  activity_id,
  whoid as lead_id,
  owner_id,
  case when is_automatic then 'auto_reply' else lower(kind) end as kind,
  happened_at,
  is_automatic
from export
qualify row_number() over (partition by activity_id order by modified_at desc, record desc) = 1
