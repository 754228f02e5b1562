/*
description: everything
materialized: table
grain: [shop]
columns:
  shop: the shop
  money: the worth of its sales, weighed
*/
select shop, sum(money) as money
from core.shop_day
group by shop
