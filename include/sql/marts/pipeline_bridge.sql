/*
description: how a program's qualified pipeline came from one day to the next, under the company's model
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, vintage, program_id]
owner: sales
definition: what was qualified the day before, every movement of the day, and what is qualified at its end
formula: opening + restated + newly qualified + raised + lowered + fell below + won + lost + removed + currency = closing
unit: amounts in the reporting currency
caveats: restated is what was learnt today about yesterday; deals leave with what they were worth the day before
changed_by:
  core.deal_credit: known; select moved.as_of_day from core.deal_movement as moved inner join changed_now on
      changed_now.deal_id = moved.deal_id
  marts.qualified_pipeline: as_of_day for 2 days
columns:
  as_of_day: the business day
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  program_id: the program
  opening: qualified at the end of the day before; for as_reported as it was reported that day
  restated: what became known later about the day before, re-attribution included
  newly_qualified: deals that reached the threshold
  raised: amounts raised
  lowered: amounts lowered, negative
  fell_below: deals that fell below the threshold, negative
  won: deals won, negative
  lost: deals lost, negative
  removed: deals deleted, negative
  currency_effect: exchange rates
  closing: qualified at the end of the day
  currency: ISO 4217 code of the amounts
*/
with movement as (
  select
    moved.as_of_day,
    moved.vintage,
    credit.program_id,
    moved.movement,
    moved.opening * credit.credit as opening,
    moved.closing * credit.credit as closing,
    moved.change * credit.credit as change,
    moved.currency_effect * credit.credit as currency_effect
  from core.deal_movement as moved
  inner join core.deal_credit as credit
    on credit.deal_id = moved.deal_id
    and credit.model = :default_model
    and known_on(credit, moved.known_on)
),

moved as (
  select
    as_of_day,
    vintage,
    program_id,
    sum(opening) as opening,
    sum(closing) as closing,
    sum(case when movement = 'newly_qualified' then change else 0 end) as newly_qualified,
    sum(case when movement = 'raised' then change else 0 end) as raised,
    sum(case when movement = 'lowered' then change else 0 end) as lowered,
    sum(case when movement = 'fell_below' then change else 0 end) as fell_below,
    sum(case when movement = 'won' then change else 0 end) as won,
    sum(case when movement = 'lost' then change else 0 end) as lost,
    sum(case when movement = 'removed' then change else 0 end) as removed,
    sum(currency_effect) as currency_effect
  from movement
  group by as_of_day, vintage, program_id
),

-- what the reader was told the day before
told as (
  select
    business.day as as_of_day,
    pipeline.vintage,
    pipeline.program_id,
    sum(pipeline.qualified) as opening
  from core.business_day as business
  inner join marts.qualified_pipeline as pipeline
    on pipeline.as_of_day < business.day
    and date_diff('day', pipeline.as_of_day, business.day) = 1
  where pipeline.vintage = 'as_reported' and pipeline.model = :default_model and pipeline.qualified <> 0
  group by business.day, pipeline.vintage, pipeline.program_id
),

joined as (
  select
    coalesce(moved.as_of_day, told.as_of_day) as as_of_day,
    coalesce(moved.vintage, told.vintage) as vintage,
    coalesce(moved.program_id, told.program_id) as program_id,
    coalesce(moved.opening, 0) as opening_known,
    case
      when coalesce(moved.vintage, told.vintage) = 'as_reported' then coalesce(told.opening, 0)
      else moved.opening
    end as opening,
    coalesce(moved.newly_qualified, 0) as newly_qualified,
    coalesce(moved.raised, 0) as raised,
    coalesce(moved.lowered, 0) as lowered,
    coalesce(moved.fell_below, 0) as fell_below,
    coalesce(moved.won, 0) as won,
    coalesce(moved.lost, 0) as lost,
    coalesce(moved.removed, 0) as removed,
    coalesce(moved.currency_effect, 0) as currency_effect,
    coalesce(moved.closing, 0) as closing
  from moved
  full outer join told
    on told.as_of_day = moved.as_of_day
    and told.vintage = moved.vintage
    and told.program_id = moved.program_id
)

select
  as_of_day,
  vintage,
  program_id,
  cast(opening as decimal(28, 8)) as opening,
  cast(opening_known - opening as decimal(28, 8)) as restated,
  cast(newly_qualified as decimal(28, 8)) as newly_qualified,
  cast(raised as decimal(28, 8)) as raised,
  cast(lowered as decimal(28, 8)) as lowered,
  cast(fell_below as decimal(28, 8)) as fell_below,
  cast(won as decimal(28, 8)) as won,
  cast(lost as decimal(28, 8)) as lost,
  cast(removed as decimal(28, 8)) as removed,
  cast(currency_effect as decimal(28, 8)) as currency_effect,
  cast(closing as decimal(28, 8)) as closing,
  cast(:currency as text) as currency
from joined
