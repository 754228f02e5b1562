/*
description: a span of days about which some export speaks, as known over a span of business days
materialized: table
grain: [from_day, known_from]
columns:
  from_day: first day of the span
  until_day: first day after it
  known_from: first business day on which an export spoke of it, or of a day before it
  known_until: first business day on which this no longer held
*/
-- Of the days before, nothing is known but their cost: a day that a late export opens counts from then on.
with told as (
  select day, min(known_from) as known_from
  from ops.slice
  where day > beginning_of_time()
  group by day
),

earliest as (
  select
    day,
    known_from,
    min(known_from) over (order by day rows between unbounded preceding and current row) as opened_on,
    coalesce(
      min(known_from) over (order by day rows between unbounded preceding and 1 preceding), end_of_time()
    ) as opened_before
  from told
)

select
  day as from_day,
  coalesce(lead(day) over (order by day), end_of_time()) as until_day,
  opened_on as known_from,
  end_of_time() as known_until
from earliest
where opened_on < opened_before
union all
-- where no export speaks of days, costs are all that is known
select
  beginning_of_time() as from_day,
  end_of_time() as until_day,
  beginning_of_time() as known_from,
  coalesce(min(known_from), end_of_time()) as known_until
from told
