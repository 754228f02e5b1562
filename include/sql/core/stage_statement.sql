/*
description: what the CRM's deals said of a stage of the sales process, in the rows that became known on one business day
materialized: incremental
partition_by: known_from
grain: [stage, known_from]
changed_by:
  staging.deal: known_from
columns:
  stage: the stage
  is_closed: it ends the deal
  is_won: it is a won one
  modified_at: last change of the deal that says so
  known_from: the business day
*/
-- Of the deals that say it, the one that was changed last.
with ranked as (
  select
    stage,
    is_closed,
    is_won,
    modified_at,
    known_from,
    row_number() over (partition by stage, known_from order by modified_at desc, deal_id) as row_rank
  from staging.deal
  where stage is not null
)

select stage, is_closed, is_won, modified_at, known_from
from ranked
where row_rank = 1
