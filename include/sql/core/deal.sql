/*
description: a deal, as first heard of
materialized: incremental
unique_key: deal_id
grain: [deal_id]
columns:
  deal_id: the CRM's id
  created_at: instant of creation
  known_from: first business day on which it was known
*/
with ranked as (
  select
    deal_id,
    created_at,
    known_from,
    row_number() over (partition by deal_id order by known_from) as row_rank
  from core.deal_version
)

select deal_id, created_at, known_from
from ranked
where row_rank = 1
