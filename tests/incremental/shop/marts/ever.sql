/*
description: all sales that were known on a business day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day]
columns:
  as_of_day: the business day
  money: their worth
  sales: how many
*/
select business.day as as_of_day, sum(sale.money) as money, count(*) as sales
from core.business_day as business
inner join core.valued as sale on known_on(sale, business.day)
group by business.day
