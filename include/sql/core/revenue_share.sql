/*
description: a program's share in a sale, cancellation or return under the company's attribution model
materialized: incremental
unique_key: order_id
grain: [kind, event_id, program_id, known_from]
changed_by:
  core.credit: subject_id
columns:
  kind: sale, cancellation or return
  source: till, or crm for a won deal
  event_id: the order's or the return's id
  order_id: the order; deal/ and the CRM's id for a won deal
  program_id: the program; unattributed where no touch says one
  event_day: the day on which it is booked
  credit: the program's share
  net_amount: the program's part of net revenue
  cost_of_goods: its part of the cost of goods; null where unknown
  payment_fee: its part of payment fees
  fulfilment: its part of fulfilment costs
  rate: the rate at which it was converted; null where none is known
  known_from: first business day on which it was known
  known_until: first business day on which it no longer was
*/
with order_credit as (
  select subject_id as order_id, program_id, credit, known_from, known_until
  from core.credit
  where subject_type = 'order' and model = :default_model
),

-- an order whose deal the CRM does not know has no touches
stray as (
  select distinct revenue.order_id
  from core.revenue_event as revenue
  where not exists (select 1 from order_credit where order_credit.order_id = revenue.order_id)
),

credit as (
  select order_id, program_id, credit, known_from, known_until from order_credit
  union all
  select
    order_id,
    'unattributed' as program_id,
    cast(1 as decimal(9, 6)) as credit,
    cast('1900-01-01' as date) as known_from,
    cast('9999-12-31' as date) as known_until
  from stray
)

select
  revenue.kind,
  revenue.source,
  revenue.event_id,
  revenue.order_id,
  credit.program_id,
  revenue.event_day,
  credit.credit,
  cast(revenue.net_amount * credit.credit as decimal(28, 8)) as net_amount,
  cast(revenue.cost_of_goods * credit.credit as decimal(28, 8)) as cost_of_goods,
  cast(revenue.payment_fee * credit.credit as decimal(28, 8)) as payment_fee,
  cast(revenue.fulfilment * credit.credit as decimal(28, 8)) as fulfilment,
  revenue.rate,
  greatest(revenue.known_from, credit.known_from) as known_from,
  least(revenue.known_until, credit.known_until) as known_until
from core.revenue_event as revenue
inner join credit
  on credit.order_id = revenue.order_id
  and credit.known_from < revenue.known_until
  and revenue.known_from < credit.known_until
