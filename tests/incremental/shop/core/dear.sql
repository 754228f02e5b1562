/*
description: a sale that is worth much
materialized: view
grain: [sale_id, known_from]
columns:
  sale_id: its id
  sold_on: the day
  money: what it is worth
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
select sale_id, sold_on, money, known_from, known_until
from core.valued
where money >= 20
