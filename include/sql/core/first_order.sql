/*
description: the order, or won deal, with which the company won a customer, as known over a span of business days
materialized: incremental
unique_key: customer_id
grain: [customer_id, known_from]
columns:
  customer_id: the till's id of the customer; the account's name where only the CRM knows it
  order_id: the customer's first order that was not cancelled
  won_on: the company's day of that order
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- Customers that were won before the first export are left out: their history is not known.
with kept as (
  select sold.customer_id, sold.order_id, sold.sold_at, sold.sold_on, sold.known_from, sold.known_until
  from core.sale as sold
  where sold.customer_id is not null
    and not sold.is_cancelled
),

earlier as (
  select customer_id, known_from, known_until
  from staging.earlier_customer
  where customer_id in (select customer_id from kept)
),

known as (
  select customer_id, known_from, known_until from kept
  union
  select customer_id, known_from, known_until from earlier
),

boundary as (
  select customer_id, known_from from known
  union
  select customer_id, known_until as known_from from known where known_until < end_of_time()
),

span as (
  select
    customer_id,
    known_from,
    coalesce(
      lead(known_from) over (partition by customer_id order by known_from), end_of_time()
    ) as known_until
  from boundary
),

ranked as (
  select
    span.customer_id,
    span.known_from,
    span.known_until,
    kept.order_id,
    kept.sold_on as won_on,
    row_number() over (
      partition by span.customer_id, span.known_from order by kept.sold_at, kept.order_id
    ) as row_rank
  from span
  inner join kept
    on kept.customer_id = span.customer_id
    and known_on(kept, span.known_from)
  where not exists (
    select 1
    from earlier
    where earlier.customer_id = span.customer_id
      and known_on(earlier, span.known_from)
  )
)

select customer_id, order_id, won_on, known_from, known_until
from ranked
where row_rank = 1
