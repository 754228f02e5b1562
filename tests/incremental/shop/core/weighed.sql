/*
description: a shop's sales of a day, weighed
materialized: ephemeral
columns:
  day: the day
  shop: the shop
  money: their worth, times a setting
*/
select sold_on as day, shop, sum(money) * :half_life_days as money
from core.valued
where is_current()
group by sold_on, shop
