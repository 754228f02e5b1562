/*
description: the programs' revenue does not add up to the company's
severity: fail
remedy: This is an error in the models; keep the warehouse as it is and report it.
partition_by: event_day
*/
-- What was known on each business day is held, not the latest alone: what comes to be known is added, what no longer
-- holds is taken away, and after each such day both sides must be the same.
with whole as (
  select event_day, known_from as known_on, net_amount from core.revenue_event
  union all
  select event_day, known_until as known_on, -net_amount as net_amount
  from core.revenue_event
  where known_until < end_of_time()
),

shared as (
  select event_day, known_from as known_on, net_amount from core.revenue_share
  union all
  select event_day, known_until as known_on, -net_amount as net_amount
  from core.revenue_share
  where known_until < end_of_time()
),

moved as (
  select event_day, known_on, sum(of_the_company) as of_the_company, sum(over_the_programs) as over_the_programs
  from (
    select event_day, known_on, net_amount as of_the_company, cast(0 as decimal(28, 8)) as over_the_programs from whole
    union all
    select event_day, known_on, cast(0 as decimal(28, 2)) as of_the_company, net_amount as over_the_programs from shared
  ) as both_sides
  group by event_day, known_on
),

level as (
  select
    event_day,
    known_on,
    sum(coalesce(of_the_company, 0)) over (partition by event_day order by known_on) as of_the_company,
    sum(coalesce(over_the_programs, 0)) over (partition by event_day order by known_on) as over_the_programs
  from moved
)

select event_day, known_on, of_the_company, over_the_programs
from level
where of_the_company <> over_the_programs
