/*
description: whether the qualified pipeline that should close by the quarter's end covers what is left of its target
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, level, item]
owner: sales
definition: qualified pipeline expected to close in the quarter against what is left of the quarter's revenue target
formula: coverage = expected to close / target left; needed coverage = 1 / win rate of deals that once were qualified
unit: amounts in the reporting currency; coverage as a multiple
denominators: band win rate: all deals closed so far that had stood qualified at the end of a day
caveats: the quarter is that of the following day, so that a quarter's last day looks ahead; targets are the company's, a team has none
columns:
  as_of_day: the report day
  level: company or team
  item: the team; company for the company
  quarter_ends_on: last day of the quarter
  target_left: the quarter's revenue target less the revenue booked in it so far; null where there is no target
  expected_to_close: qualified pipeline with a close date up to the quarter's end
  qualified_closed: closed deals that had stood qualified
  band_win_rate: how many of them were won
  coverage: expected_to_close / target_left
  needed_coverage: 1 / band_win_rate
  currency: ISO 4217 code of the amounts
*/
with quarter as (
  select
    report.day as as_of_day,
    min(calendar.day) as first_day,
    max(calendar.day) as last_day
  from core.report_day as report
  inner join core.calendar as following on following.day = cast(report.day + interval '1' day as date)
  inner join core.calendar as calendar
    on extract(year from calendar.day) = extract(year from following.day)
    and extract(quarter from calendar.day) = extract(quarter from following.day)
  group by report.day
),

target as (
  select quarter.as_of_day, sum(target.amount) as amount
  from quarter
  inner join staging.target as target
    on target.month between quarter.first_day and quarter.last_day
    and target.measure = 'revenue'
    and target.currency = :currency
    and known_on(target, quarter.as_of_day)
  group by quarter.as_of_day
),

booked as (
  select quarter.as_of_day, sum(fact.sales + fact.cancellations + fact.returns) as net_revenue
  from quarter
  inner join core.program_fact as fact
    on fact.event_day between quarter.first_day and quarter.as_of_day
    and fact.source in ('till', 'crm')
    and known_on(fact, quarter.as_of_day)
  group by quarter.as_of_day
),

-- the close date that was known when the day ended
dated as (
  select
    quarter.as_of_day,
    quarter.last_day,
    change.deal_id,
    change.close_date,
    row_number() over (
      partition by quarter.as_of_day, change.deal_id order by change.changed_at desc, md5(change.change_id) desc
    ) as row_rank
  from quarter
  inner join staging.deal_change as change
    on known_on(change, quarter.as_of_day)
),

expected as (
  select
    state.as_of_day,
    coalesce(state.team, 'none') as team,
    sum(case when dated.close_date <= dated.last_day then coalesce(state.amount_reporting, 0) else 0 end) as amount
  from core.deal_pipeline as state
  inner join dated
    on dated.as_of_day = state.as_of_day
    and dated.deal_id = state.deal_id
    and dated.row_rank = 1
  where state.vintage = 'as_reported' and state.day = state.as_of_day and state.is_qualified
  group by state.as_of_day, coalesce(state.team, 'none')
),

closed as (
  select
    as_of_day,
    coalesce(team, 'none') as team,
    count(*) filter (where stood_qualified) as qualified_closed,
    count(*) filter (where stood_qualified and is_won) as qualified_won
  from core.deal_closed
  group by as_of_day, coalesce(team, 'none')
),

team as (
  select as_of_day, team from expected
  union
  select as_of_day, team from closed
),

team_row as (
  select
    team.as_of_day,
    team.team,
    coalesce(expected.amount, 0) as expected_to_close,
    coalesce(closed.qualified_closed, 0) as qualified_closed,
    coalesce(closed.qualified_won, 0) as qualified_won
  from team
  left join expected on expected.as_of_day = team.as_of_day and expected.team = team.team
  left join closed on closed.as_of_day = team.as_of_day and closed.team = team.team
),

item as (
  select
    as_of_day,
    'team' as level,
    team as item,
    expected_to_close,
    qualified_closed,
    qualified_won,
    cast(null as decimal(28, 8)) as target_left
  from team_row
  union all
  select
    team_row.as_of_day,
    'company' as level,
    'company' as item,
    sum(team_row.expected_to_close) as expected_to_close,
    sum(team_row.qualified_closed) as qualified_closed,
    sum(team_row.qualified_won) as qualified_won,
    max(target.amount - coalesce(booked.net_revenue, 0)) as target_left
  from team_row
  left join target on target.as_of_day = team_row.as_of_day
  left join booked on booked.as_of_day = team_row.as_of_day
  group by team_row.as_of_day
)

select
  item.as_of_day,
  item.level,
  item.item,
  quarter.last_day as quarter_ends_on,
  cast(item.target_left as decimal(28, 2)) as target_left,
  cast(item.expected_to_close as decimal(28, 2)) as expected_to_close,
  cast(item.qualified_closed as bigint) as qualified_closed,
  ratio(item.qualified_won, item.qualified_closed) as band_win_rate,
  cast(
    case when item.target_left > 0 then cast(item.expected_to_close as double) / nullif(cast(item.target_left as double), 0) end
    as decimal(18, 6)
  ) as coverage,
  ratio(item.qualified_closed, item.qualified_won) as needed_coverage,
  cast(:currency as text) as currency
from item
inner join quarter on quarter.as_of_day = item.as_of_day
