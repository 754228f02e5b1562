/*
description: a sale
key: [sale_id]
columns:
  sale_id: its id
  shop: the shop
  amount: in the shop's currency
*/
create table staging.sale (sale_id text not null, shop text not null, amount decimal(18, 2) not null)
