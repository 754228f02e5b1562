/*
description: a customer won before the first export
key: [customer_id]
columns:
  customer_id: what the till knows the customer by
  first_order_on: day of the customer's first order
*/
create table staging.earlier_customer (
  customer_id text not null,
  first_order_on date not null
)
