/*
description: everything
materialized: table
grain: [shop]
columns:
  shop: the shop
  money: twice the worth of its sales
*/
select shop, sum(money) as money
from core.shop_day
group by shop
