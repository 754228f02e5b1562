/*
description: a line of an order, for tills that export orders and lines apart
key: [order_id, line_number]
columns:
  order_id: the till's id of the order
  line_number: number of the line within it
  customer_id: whom the line belongs to where an order serves several, as a marketplace's seller
  currency: ISO 4217 code of the amounts
  net_amount: goods after discounts, without tax and shipping
  cost_of_goods: cost of the goods; null where unknown
*/
create table staging.till_line (
  order_id text not null,
  line_number bigint not null,
  customer_id text,
  currency text not null,
  net_amount decimal(18, 2) not null,
  cost_of_goods decimal(18, 2)
)
