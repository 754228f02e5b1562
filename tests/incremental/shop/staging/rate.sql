/*
description: what a unit of a shop's currency is worth
key: [shop]
columns:
  shop: the shop
  rate: its worth
*/
create table staging.rate (shop text not null, rate decimal(18, 2) not null)
