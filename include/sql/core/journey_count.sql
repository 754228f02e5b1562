/*
description: how many subjects had the same journey through programs, as known over a span of business days; spans of several rows add up
materialized: incremental
partition_by: known_from
grain: [path, converts, known_from, known_until]
changed_by:
  core.subject_journey: known_from
columns:
  path: the programs touched in their order, joined by " > "
  converts: it ended with an order or a deal that was won; otherwise with a deal lost or a lead closed without a deal
  subjects: orders, deals and leads
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
select path, converts, count(*) as subjects, known_from, known_until
from core.subject_journey
group by path, converts, known_from, known_until
