/*
description: a sale at its shop's rate, as known over a span of business days
materialized: incremental
unique_key: sale_id
grain: [sale_id, known_from]
changed_by:
  core.shop_rate: select sale.sale_id from core.sale_version as sale inner join changed on changed.shop = sale.shop
columns:
  sale_id: its id
  sold_on: the day
  shop: the shop
  money: what it is worth
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
select
  sale.sale_id,
  sale.sold_on,
  sale.shop,
  cast(sale.amount * rate.rate as decimal(18, 4)) as money,
  greatest(sale.known_from, rate.known_from) as known_from,
  least(sale.known_until, rate.known_until) as known_until
from core.sale_version as sale
inner join core.shop_rate as rate
  on rate.shop = sale.shop
  and known_together(sale, rate)
