/*
description: how far the leads of 90 days have come on their way to a won deal: of the company or a program
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, level, item]
owner: sales
definition: leads created in the 90 days that end on the day; those that have a deal, those of them whose deal has been qualified, and those whose deal is won
formula: deal rate = with_deal / leads; qualified rate = qualified / with_deal; won rate = won / qualified
unit: leads counted; rates from 0 to 1
denominators: deal rate: leads; qualified rate: leads with a deal; won rate: leads whose deal has been qualified
caveats: as known on the day; the youngest leads have had no time to ripen; qualified is the state at the end of a day, so a won deal that no evening saw qualified counts as qualified, too
changed_by:
  core.deal_qualified: select standing.as_of_day from core.lead_state as standing inner join changed on changed.deal_id
      = standing.deal_id
columns:
  as_of_day: last day of the 90 days
  level: company or program
  item: the program that the lead itself names; company for the company
  leads: leads created in the 90 days
  with_deal: those that have been converted into a deal
  qualified: those whose deal stood at or above its team's threshold at the end of any day so far, or is won; null where no probability is known
  won: those whose deal is won
  deal_rate: with_deal / leads
  qualified_rate: qualified / with_deal
  won_rate: won / qualified; won / with_deal where no probability is known
*/
with lead as (
  select
    outcome.as_of_day,
    outcome.program_id,
    standing.deal_id is not null as has_deal,
    outcome.outcome = 'won' or coalesce(stood.first_day <= outcome.as_of_day, false) as has_qualified,
    outcome.outcome = 'won' as is_won
  from core.lead_outcome as outcome
  inner join core.lead_state as standing
    on standing.as_of_day = outcome.as_of_day
    and standing.lead_id = outcome.lead_id
  left join core.deal_qualified as stood on stood.deal_id = standing.deal_id
  where outcome.created_on <= outcome.as_of_day and date_diff('day', outcome.created_on, outcome.as_of_day) < 90
),

item as (
  select lead.*, 'company' as level, 'company' as item from lead
  union all
  select lead.*, 'program' as level, program_id as item from lead
),

counted as (
  select
    as_of_day,
    level,
    item,
    count(*) as leads,
    count(*) filter (where has_deal) as with_deal,
    count(*) filter (where has_qualified) as qualified,
    count(*) filter (where is_won) as won
  from item
  group by as_of_day, level, item
),

-- where no CRM tells probabilities, nothing is known of a threshold
known as (
  select as_of_day, level, item, qualified
  from counted
  where exists (
    select 1
    from staging.deal_change as change
    where change.probability is not null and known_on(change, counted.as_of_day)
  )
)

select
  counted.as_of_day,
  counted.level,
  counted.item,
  counted.leads,
  counted.with_deal,
  known.qualified,
  counted.won,
  ratio(counted.with_deal, counted.leads) as deal_rate,
  ratio(known.qualified, counted.with_deal) as qualified_rate,
  cast(
    cast(counted.won as double) / nullif(coalesce(known.qualified, counted.with_deal), 0) as decimal(18, 6)
  ) as won_rate
from counted
left join known
  on known.as_of_day = counted.as_of_day
  and known.level = counted.level
  and known.item = counted.item
-- while no deal is exported nothing is known of the way to it
where exists (select 1 from staging.deal as deal where known_on(deal, counted.as_of_day))
