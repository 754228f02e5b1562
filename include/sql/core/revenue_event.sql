/*
description: a sale, a cancellation or a return, booked on the day it happened, in the reporting currency; what is a sale company.yaml says
materialized: incremental
unique_key: event_id
grain: [kind, event_id, known_from]
changed_by:
  core.sale: order_id
  core.return_version: return_id
  core.fx_rate: select event.event_id from core.revenue_event as event inner join changed on changed.day =
      event.event_day
columns:
  kind: sale, cancellation or return
  source: till, or crm for a won deal
  event_id: the order's or the return's id
  order_id: the order; deal/ and the CRM's id for a won deal
  event_day: the day on which it is booked, so that past days do not move
  net_amount: change of net revenue, rounded to cents; null where no rate is known
  cost_of_goods: change of the cost of goods; null where nobody tells it
  payment_fee: change of payment fees
  fulfilment: change of fulfilment costs
  till_currency: ISO 4217 code in which it was sold
  rate: the rate at which it was converted; null where none is known
  known_from: first business day on which it was known
  known_until: first business day on which it no longer was
*/
with event as (
  select
    'sale' as kind,
    source,
    order_id as event_id,
    order_id,
    sold_on as event_day,
    currency,
    net_amount,
    cost_of_goods,
    payment_fee,
    fulfilment_cost,
    known_from,
    known_until
  from core.sale
  union all
  -- a cancelled order gives back its goods and its parcel; the payment provider keeps its fee
  select
    'cancellation' as kind,
    source,
    order_id as event_id,
    order_id,
    coalesce(cancel_day, sold_on) as event_day,
    currency,
    -net_amount as net_amount,
    -cost_of_goods as cost_of_goods,
    cast(0 as decimal(18, 2)) as payment_fee,
    -fulfilment_cost as fulfilment_cost,
    known_from,
    known_until
  from core.sale
  where is_cancelled
  union all
  select
    'return' as kind,
    'till' as source,
    return_id as event_id,
    order_id,
    return_day as event_day,
    currency,
    -net_amount as net_amount,
    -coalesce(cost_of_goods, 0) as cost_of_goods,
    cast(0 as decimal(18, 2)) as payment_fee,
    cast(0 as decimal(18, 2)) as fulfilment_cost,
    known_from,
    known_until
  from core.return_version
  where :revenue_from in ('orders', 'both')
)

select
  event.kind,
  event.source,
  event.event_id,
  event.order_id,
  event.event_day,
  converted(event.net_amount, fx.rate) as net_amount,
  converted(event.cost_of_goods, fx.rate) as cost_of_goods,
  converted(event.payment_fee, fx.rate) as payment_fee,
  converted(event.fulfilment_cost, fx.rate) as fulfilment,
  event.currency as till_currency,
  fx.rate,
  greatest(event.known_from, coalesce(fx.known_from, event.known_from)) as known_from,
  least(event.known_until, coalesce(fx.known_until, event.known_until)) as known_until
from event
left join core.fx_rate as fx
  on fx.day = event.event_day
  and fx.currency = event.currency
  and known_together(fx, event)
