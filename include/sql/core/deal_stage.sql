/*
description: a stage of the sales process, and whether it ends a deal, as known over a span of business days
materialized: table
grain: [stage, known_from]
columns:
  stage: the stage
  is_closed: it ends the deal
  is_won: it is a won one
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- Closed and won belong to the stage, not to the change: the CRM states them with every deal that stands in it. A stage
-- in which no deal was known to stand yet ends none.
with stated as (
  select
    stage,
    is_closed,
    is_won,
    modified_at,
    known_from,
    max(modified_at) over (
      partition by stage order by known_from rows between unbounded preceding and 1 preceding
    ) as modified_before
  from core.stage_statement
),

compared as (
  select
    stage,
    is_closed,
    is_won,
    known_from,
    lag(is_closed) over (partition by stage order by known_from) as was_closed,
    lag(is_won) over (partition by stage order by known_from) as was_won
  from stated
  where modified_before is null or modified_at > modified_before
)

select
  stage,
  is_closed,
  is_won,
  known_from,
  coalesce(
    lead(known_from) over (partition by stage order by known_from), end_of_time()
  ) as known_until
from compared
where was_closed is null or is_closed <> was_closed or is_won <> was_won
union all
select
  stage,
  false as is_closed,
  false as is_won,
  beginning_of_time() as known_from,
  min(known_from) as known_until
from core.stage_statement
group by stage
having min(known_from) > beginning_of_time()
