/*
row: one business day of which exports are known
kept: table
grain: [day]
columns:
  day: the business day
*/
with known as (
  select min(known_from) as first_day, max(known_from) as last_day from ops.manifest
)

select calendar.day
from core.calendar as calendar
inner join known on calendar.day between known.first_day and known.last_day
