/*
description: goods of an order that came back
key: [return_id]
columns:
  return_id: the till's id
  order_id: the order
  returned_at: instant of the return
  currency: ISO 4217 code of the amounts
  net_amount: money given back, without tax and shipping, positive
  cost_of_goods: cost of the goods that can be sold again, positive
  reason: as given
*/
create table staging.till_return (
  return_id text not null,
  order_id text not null,
  returned_at timestamptz not null,
  currency text not null,
  net_amount decimal(18, 2) not null,
  cost_of_goods decimal(18, 2),
  reason text
)
