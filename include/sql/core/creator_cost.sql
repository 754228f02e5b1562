/*
description: what a creator was paid in the period that ends on a report day, as first reported
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, creator_id]
columns:
  as_of_day: last day of the period
  creator_id: the creator
  cost: the days' parts of the costs that name the creator, in the reporting currency
*/
with named as (
  select distinct cost_id, creator_id, known_from, known_until
  from staging.cost
  where creator_id is not null
)

select
  report.day as as_of_day,
  named.creator_id,
  cast(sum(daily.amount) as decimal(28, 2)) as cost
from core.report_day as report
inner join core.cost_day as daily
  on daily.day <= report.day
  and date_diff('day', daily.day, report.day) < :period_days
  and known_on(daily, report.day)
inner join named
  on named.cost_id = daily.cost_id
  and known_on(named, report.day)
group by report.day, named.creator_id
