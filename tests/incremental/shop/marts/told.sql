/*
description: what the exports told on a business day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day]
columns:
  as_of_day: the business day
  amount: of all sales
*/
select business.day as as_of_day, sum(sale.amount) as amount
from core.business_day as business
inner join staging.sale as sale on known_on(sale, business.day)
group by business.day
