/*
description: a return as it was known over a span of business days
materialized: incremental
unique_key: return_id
grain: [return_id, known_from]
columns:
  return_id: the till's id
  order_id: the order
  return_day: the company's day of the return
  currency: ISO 4217 code of the amounts
  net_amount: money given back, positive
  cost_of_goods: cost of goods that can be sold again, positive
  known_from: first business day on which it was known so
  known_until: first business day on which it no longer was
*/
with latest as (
  select
    till_return.*,
    row_number() over (
      partition by till_return.return_id, till_return.known_from order by till_return.day desc
    ) as row_rank
  from staging.till_return as till_return
)

select
  return_id,
  order_id,
  cast(timezone(:time_zone, returned_at) as date) as return_day,
  currency,
  net_amount,
  cost_of_goods,
  known_from,
  least(
    known_until,
    coalesce(lead(known_from) over (partition by return_id order by known_from), known_until)
  ) as known_until
from latest
where row_rank = 1
