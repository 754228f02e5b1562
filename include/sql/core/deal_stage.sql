/*
description: a stage of the sales process, and whether it ends a deal
materialized: table
grain: [stage]
columns:
  stage: the stage
  is_closed: it ends the deal
  is_won: it is a won one
*/
-- Closed and won belong to the stage, not to the change: the CRM states them with every deal that stands in it.
with ranked as (
  select
    stage,
    is_closed,
    is_won,
    row_number() over (partition by stage order by modified_at desc, deal_id) as row_rank
  from staging.deal
  where stage is not null
)

select stage, is_closed, is_won
from ranked
where row_rank = 1
