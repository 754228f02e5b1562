/*
description: a deal's own fields as known over a span of business days
materialized: incremental
unique_key: deal_id
grain: [deal_id, known_from]
columns:
  deal_id: the CRM's id
  deal_name: its name
  account_name: the customer
  owner_id: the sales rep
  currency: ISO 4217 code of its amount
  customer_id: what the till knows the customer by, where the CRM tells
  is_deleted: it was deleted
  created_at: instant of creation
  modified_at: instant of the last change
  known_from: first business day on which it was known so
  known_until: first business day on which it no longer was
*/
with latest as (
  select
    deal.*,
    row_number() over (
      partition by deal.deal_id, deal.known_from order by deal.modified_at desc, deal.day desc
    ) as row_rank
  from staging.deal as deal
)

select
  deal_id,
  deal_name,
  account_name,
  owner_id,
  currency,
  customer_id,
  is_deleted,
  created_at,
  modified_at,
  known_from,
  least(
    known_until,
    coalesce(lead(known_from) over (partition by deal_id order by known_from), known_until)
  ) as known_until
from latest
where row_rank = 1
