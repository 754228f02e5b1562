/*
description: a whole week's figure, as known on a report day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, measure, week_end]
changed_by:
  core.business_day: select report.day from core.report_day as report inner join changed on changed.day <= report.day
  core.deal_pipeline: select report.day from core.report_day as report inner join changed on changed.as_of_day <=
      report.day where changed.vintage = 'as_reported'
  core.connected: select report.day from core.report_day as report inner join changed on changed.known_from <=
      report.day
columns:
  as_of_day: the report day
  measure: qualified_pipeline (level at the week's end, as it was published) or revenue (net, sum of the week)
  week_end: the Sunday that ends the week
  amount: the figure in the reporting currency
*/
-- The board's book speaks for the weeks before the first export, the warehouse for the whole weeks since.
with week_of_day as (
  select calendar.day, sunday.day as week_end
  from core.calendar as calendar
  inner join core.calendar as sunday
    on sunday.weekday = 7
    and date_diff('day', calendar.day, sunday.day) between 0 and 6
),

whole_week as (
  select week_of_day.week_end
  from core.business_day as business
  inner join week_of_day on week_of_day.day = business.day
  group by week_of_day.week_end
  having count(*) = 7
),

published as (
  select
    business.day as week_end,
    sum(case when state.is_qualified then coalesce(state.amount_reporting, 0) else 0 end) as amount
  from core.business_day as business
  inner join core.calendar as calendar on calendar.day = business.day and calendar.weekday = 7
  inner join core.connected as connected
    on connected.crm
    and known_on(connected, business.day)
  left join core.deal_pipeline as state
    on state.as_of_day = business.day
    and state.day = business.day
    and state.vintage = 'as_reported'
  group by business.day
),

earned as (
  select
    report.day as as_of_day,
    week_of_day.week_end,
    sum(revenue.net_amount) as amount,
    count(*) filter (where revenue.net_amount is null) as without_rate
  from core.report_day as report
  inner join core.revenue_event as revenue
    on known_on(revenue, report.day)
  inner join week_of_day on week_of_day.day = revenue.event_day
  group by report.day, week_of_day.week_end
),

told as (
  select report.day as as_of_day, 'qualified_pipeline' as measure, published.week_end, published.amount
  from core.report_day as report
  inner join published on published.week_end <= report.day
  union all
  select report.day as as_of_day, 'revenue' as measure, whole_week.week_end, coalesce(earned.amount, 0) as amount
  from core.report_day as report
  inner join whole_week on whole_week.week_end <= report.day
  inner join core.connected as connected
    on connected.revenue
    and known_on(connected, report.day)
  left join earned on earned.as_of_day = report.day and earned.week_end = whole_week.week_end
  where coalesce(earned.without_rate, 0) = 0
)

select
  told.as_of_day,
  told.measure,
  told.week_end,
  cast(told.amount as decimal(28, 2)) as amount
from told
union all
select
  report.day as as_of_day,
  history.measure,
  history.week_end,
  cast(history.amount as decimal(28, 2)) as amount
from core.report_day as report
inner join staging.weekly_history as history
  on known_on(history, report.day)
  and history.currency = :currency
where not exists (
  select 1
  from told
  where told.as_of_day = report.day and told.measure = history.measure and told.week_end = history.week_end
)
