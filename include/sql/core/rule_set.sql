/*
description: a span of business days over which the company's program rules did not change
materialized: table
grain: [known_from]
columns:
  known_from: first business day of the span
  known_until: first business day after it
*/
with boundary as (
  select cast('1900-01-01' as date) as known_from
  union
  select known_from from staging.program_rule
  union
  select known_until as known_from from staging.program_rule where known_until < cast('9999-12-31' as date)
)

select
  known_from,
  coalesce(lead(known_from) over (order by known_from), cast('9999-12-31' as date)) as known_until
from boundary
