/*
description: a shop's sales of a day, as of the latest data
materialized: incremental
partition_by: day
grain: [day, shop]
changed_by:
  core.valued: select sold_on from changed_now
columns:
  day: the day
  shop: the shop
  money: their worth, weighed
*/
select day, shop, money from core.weighed
