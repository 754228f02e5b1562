select
  member_id,
  campaign_id,
  lead_id,
  contact_id,
  status,
  has_responded,
  first_responded_on,
  is_deleted,
  modified_at
from export
qualify row_number() over (partition by member_id order by modified_at desc, record desc) = 1
