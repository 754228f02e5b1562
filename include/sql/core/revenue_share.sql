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

-- an order whose deal the CRM does not know, or did not know yet, has no touches
known as (
  select distinct order_id, known_from, known_until from order_credit
),

gap as (
  select
    order_id,
    known_until as known_from,
    coalesce(
      lead(known_from) over (partition by order_id order by known_from), end_of_time()
    ) as known_until
  from known
  union all
  select order_id, beginning_of_time() as known_from, min(known_from) as known_until
  from known
  group by order_id
  union all
  select
    revenue.order_id,
    beginning_of_time() as known_from,
    end_of_time() as known_until
  from (select distinct order_id from core.revenue_event) as revenue
  where not exists (select 1 from known where known.order_id = revenue.order_id)
),

credit as (
  select order_id, program_id, credit, known_from, known_until from order_credit
  union all
  select order_id, 'unattributed' as program_id, cast(1 as decimal(9, 6)) as credit, known_from, known_until
  from gap
  where known_from < known_until
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
  and known_together(credit, revenue)
