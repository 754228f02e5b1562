/*
description: a week, month or quarter of which every day is known
materialized: table
grain: [period_kind, as_of_day]
columns:
  period_kind: week (Monday to Sunday), month or quarter
  first_day: its first day
  as_of_day: its last day
*/
with span as (
  select
    'week' as period_kind,
    cast(day - interval '6' day as date) as first_day,
    day as as_of_day
  from core.calendar
  where weekday = 7
  union all
  select 'month' as period_kind, month as first_day, max(day) as as_of_day
  from core.calendar
  group by month
  union all
  select 'quarter' as period_kind, min(day) as first_day, max(day) as as_of_day
  from core.calendar
  group by extract(year from day), extract(quarter from day)
),

loaded as (
  select min(day) as first_day, max(day) as last_day from core.business_day
)

select span.period_kind, span.first_day, span.as_of_day
from span
inner join loaded on loaded.first_day <= span.first_day and span.as_of_day <= loaded.last_day
