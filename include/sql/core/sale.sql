/*
description: an order that counts as revenue, as known over a span of business days; by the company's setting a won deal is one, too
materialized: incremental
unique_key: order_id
grain: [order_id, known_from]
changed_by:
  core.won_deal: select 'deal/' || deal_id from changed
columns:
  order_id: the till's id of the order; deal/ and the CRM's id for a won deal
  source: till, or crm for a won deal
  deal_id: the deal behind it; null for an order of the shop
  customer_id: who bought; null where unknown
  sold_at: instant of the order, or of the change since which the deal has been won
  sold_on: the company's day of that instant
  is_cancelled: the order was cancelled
  cancel_day: the company's day of the cancellation
  currency: ISO 4217 code of the amounts
  net_amount: goods after discounts, without tax and shipping; a won deal's amount, 0 where none was entered
  cost_of_goods: cost of the goods; null where unknown, as for every won deal
  payment_fee: fee of the payment provider
  fulfilment_cost: packing and sending
  known_from: first business day on which it was known so
  known_until: first business day on which it no longer was
*/
-- Where both count, a deal that the till has booked as orders is those orders, not once more a won deal.
select
  order_id,
  'till' as source,
  deal_id,
  customer_id,
  ordered_at as sold_at,
  order_day as sold_on,
  is_cancelled,
  cancel_day,
  currency,
  net_amount,
  cost_of_goods,
  payment_fee,
  fulfilment_cost,
  known_from,
  known_until
from core.order_version
where :revenue_from in ('orders', 'both')
union all
select
  'deal/' || deal_id as order_id,
  'crm' as source,
  deal_id,
  customer_id,
  won_at as sold_at,
  won_on as sold_on,
  false as is_cancelled,
  cast(null as date) as cancel_day,
  case when amount is null then :currency else currency end as currency,
  coalesce(amount, 0) as net_amount,
  cast(null as decimal(18, 2)) as cost_of_goods,
  cast(0 as decimal(18, 2)) as payment_fee,
  cast(0 as decimal(18, 2)) as fulfilment_cost,
  known_from,
  known_until
from core.won_deal
where :revenue_from = 'won_deals' or (:revenue_from = 'both' and not is_ordered)
