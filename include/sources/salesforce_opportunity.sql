select
  deal_id,
  deal_name,
  account_name,
  owner_id,
  stage,
  is_closed,
  is_won,
  is_deleted,
  currency,
  lead_source,
  campaign_id,
  created_at,
  modified_at
from export
qualify row_number() over (partition by deal_id order by modified_at desc, record desc) = 1
