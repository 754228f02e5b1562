select
  deal_id,
  deal_name,
  account_name,
  owner_id,
  stage,
  stage in ('Won', 'Lost') as is_closed,
  stage = 'Won' as is_won,
  false as is_deleted,
  currency,
  created_at,
  modified_at
from export
