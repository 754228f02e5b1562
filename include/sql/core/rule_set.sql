/*
description: a span of business days over which the company's program rules did not change
materialized: table
grain: [known_from]
columns:
  known_from: first business day of the span
  known_until: first business day after it
*/
with boundary as (
  select beginning_of_time() as known_from
  union
  select known_from from staging.program_rule
  union
  select known_until as known_from from staging.program_rule where known_until < end_of_time()
)

select
  known_from,
  coalesce(lead(known_from) over (order by known_from), end_of_time()) as known_until
from boundary
