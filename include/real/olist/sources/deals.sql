-- Only won deals are exported: no amounts, no stages, no probabilities, and nothing about those that were lost. One
-- lead's first contact is dated 28 hours after its win, so a deal counts as made two days after it was won.
select
  deal_id,
  segment as deal_name,
  owner_id,
  'won' as stage,
  true as is_closed,
  true as is_won,
  false as is_deleted,
  seller_id as customer_id,
  won_at + interval 2 day as created_at,
  won_at as modified_at
from export
