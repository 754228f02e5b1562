/*
description: how fast and how often deals are won: of the company or a team
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, level, item]
owner: sales
definition: deals closed in the 90 days that end on the day, and the pace that they promise for those still open
formula: win rate = won / (won + lost); velocity per day = open deals × win rate × average deal / cycle length
unit: amounts in the reporting currency; cycle in days
denominators: win rate: deals closed in the 90 days; average deal and cycle: deals won in them
caveats: as known on the day; a deal without an amount is left out of values
columns:
  as_of_day: the report day
  level: company or team
  item: the team; company for the company
  open_deals: deals open at the end of the day
  closed: deals closed in the 90 days
  won: those that were won
  win_rate: won / closed
  win_rate_value: amount won / amount closed
  average_deal: mean amount of the won
  cycle_days: mean days from creation to closing of the won
  velocity_per_day: money a day that open deals promise at this pace
  currency: ISO 4217 code of the amounts
*/
with deal as (
  select as_of_day, coalesce(team, 'none') as team, is_won, amount, cycle_days
  from core.deal_closed
  where date_diff('day', closed_on, as_of_day) < 90
),

closed as (
  select deal.*, 'company' as level, 'company' as item from deal
  union all
  select deal.*, 'team' as level, team as item from deal
),

summed as (
  select
    as_of_day,
    level,
    item,
    count(*) as closed,
    count(*) filter (where is_won) as won,
    sum(amount) as value_closed,
    sum(case when is_won then amount end) as value_won,
    count(case when is_won then amount end) as won_with_amount,
    sum(case when is_won then cycle_days end) as days_won
  from closed
  group by as_of_day, level, item
),

standing as (
  select pipeline.as_of_day, 'company' as level, 'company' as item, sum(pipeline.open_deals) as open_deals
  from marts.team_pipeline as pipeline
  where pipeline.vintage = 'as_reported'
  group by pipeline.as_of_day
  union all
  select pipeline.as_of_day, 'team' as level, pipeline.team as item, pipeline.open_deals
  from marts.team_pipeline as pipeline
  where pipeline.vintage = 'as_reported'
)

select
  summed.as_of_day,
  summed.level,
  summed.item,
  cast(coalesce(standing.open_deals, 0) as bigint) as open_deals,
  summed.closed,
  summed.won,
  ratio(summed.won, summed.closed) as win_rate,
  ratio(summed.value_won, summed.value_closed)
    as win_rate_value,
  cast(cast(summed.value_won as double) / nullif(summed.won_with_amount, 0) as decimal(18, 2)) as average_deal,
  cast(cast(summed.days_won as double) / nullif(summed.won, 0) as decimal(18, 4)) as cycle_days,
  cast(
    coalesce(standing.open_deals, 0) * (cast(summed.won as double) / nullif(summed.closed, 0))
    * (cast(summed.value_won as double) / nullif(summed.won_with_amount, 0))
    / nullif(cast(summed.days_won as double) / nullif(summed.won, 0), 0) as decimal(18, 2)
  ) as velocity_per_day,
  cast(:currency as text) as currency
from summed
left join standing
  on standing.as_of_day = summed.as_of_day
  and standing.level = summed.level
  and standing.item = summed.item
