/*
description: the sales that are worth much, by their day
materialized: incremental
partition_by: sold_on
grain: [sold_on]
columns:
  sold_on: the day
  money: their worth
  sales: how many
*/
select sold_on, sum(money) as money, count(*) as sales
from core.dear
where is_current()
group by sold_on
