/*
description: a business day on which a week, a month or a quarter ends: the days that the longer reports speak of
materialized: table
grain: [day]
columns:
  day: the business day
  month: first day of its month
  is_week_end: a week ends with it
  is_month_end: a month ends with it
  is_quarter_end: a quarter ends with it
*/
with ending as (
  select
    calendar.day,
    calendar.month,
    calendar.weekday = 7 as is_week_end,
    date_diff('day', calendar.month, calendar.day) = calendar.days_in_month - 1 as is_month_end
  from core.calendar as calendar
  inner join core.business_day as business on business.day = calendar.day
)

select
  day,
  month,
  is_week_end,
  is_month_end,
  is_month_end and extract(month from month) in (3, 6, 9, 12) as is_quarter_end
from ending
where is_week_end or is_month_end
