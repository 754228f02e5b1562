/*
description: one business day of which exports are known
materialized: table
grain: [day]
columns:
  day: the business day
*/
with loaded as (
  select min(known_from) as first_day, max(known_from) as last_day from ops.manifest
)

select calendar.day
from core.calendar as calendar
inner join loaded on calendar.day between loaded.first_day and loaded.last_day
