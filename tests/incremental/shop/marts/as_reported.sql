/*
description: the sales of the days up to a business day, as known that day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, shop]
changed_by:
  core.valued: sold_on for :period_days days
columns:
  as_of_day: the business day
  shop: the shop
  money: their worth
  sales: how many
*/
select business.day as as_of_day, sale.shop, sum(sale.money) as money, count(*) as sales
from core.business_day as business
inner join core.valued as sale
  on sale.sold_on <= business.day
  and date_diff('day', sale.sold_on, business.day) < :period_days
  and known_on(sale, business.day)
group by business.day, sale.shop
