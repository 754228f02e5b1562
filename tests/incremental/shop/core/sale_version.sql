/*
description: a sale as known over a span of business days
materialized: incremental
unique_key: sale_id
grain: [sale_id, known_from]
columns:
  sale_id: its id
  sold_on: the day
  shop: the shop
  amount: in the shop's currency
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
select sale_id, day as sold_on, shop, amount, known_from, known_until
from staging.sale
