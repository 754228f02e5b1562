/*
description: how many subjects had the same journey through programs, as first reported on a report day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, path, converts]
columns:
  as_of_day: the report day
  path: the programs touched in their order, joined by " > "
  converts: it ended with an order or a deal that was won; otherwise with a deal lost or a lead closed without a deal
  subjects: orders, deals and leads
*/
select
  report.day as as_of_day,
  counted.path,
  counted.converts,
  cast(sum(counted.subjects) as bigint) as subjects
from core.report_day as report
inner join core.journey_count as counted on known_on(counted, report.day)
group by report.day, counted.path, counted.converts
