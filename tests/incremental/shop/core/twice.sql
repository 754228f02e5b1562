/*
description: a shop's sales of a day, doubled
materialized: ephemeral
columns:
  day: the day
  shop: the shop
  money: twice their worth
*/
select sold_on as day, shop, sum(money) * 2 as money
from core.valued
where is_current()
group by sold_on, shop
