/*
description: the sales of three days, as of the latest data
materialized: incremental
partition_by: as_of_day
grain: [as_of_day]
changed_by:
  core.shop_day: day for 3 days
columns:
  as_of_day: the last of the days
  money: their worth, weighed
*/
select business.day as as_of_day, sum(shop.money) as money
from core.business_day as business
inner join core.shop_day as shop
  on shop.day <= business.day
  and date_diff('day', shop.day, business.day) < 3
group by business.day
