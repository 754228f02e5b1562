/*
description: response curves use another spend than the programs of the channel cost in the profit and loss
severity: warn
remedy: Where unmapped_campaign warns too, first add the rule that it asks for; from the next delivery of media_book.csv on both agree again. Otherwise let media_book.csv say what the ad platforms and the costs of kind media bring for that channel, or correct a program's channel in programs.csv.
*/
-- Weeks before the first business day stand in the book alone; the others are compared as they were known when the book
-- was delivered, since platforms restate their charges. A week belongs to the month in which it begins.
with book as (
  select channel, week, spend, known_from
  from staging.media_book
  where is_current()
    and currency = :currency
    and week >= (select min(day) from core.business_day)
),

delivery as (
  select week, max(known_from) as known_from from book group by week
),

spent as (
  select program.channel, delivery.week, sum(coalesce(fact.media_cost, 0)) as spend
  from delivery
  inner join core.program_fact as fact
    on fact.event_day between delivery.week and cast(delivery.week + interval '6' day as date)
    and known_on(fact, delivery.known_from)
  inner join marts.program as program
    on program.program_id = fact.program_id
    and program.channel is not null
  group by program.channel, delivery.week
),

both_sides as (
  select channel, week, spend as in_the_curves, cast(0 as decimal(28, 8)) as in_the_profit_and_loss from book
  union all
  select channel, week, cast(0 as decimal(18, 2)) as in_the_curves, spend as in_the_profit_and_loss from spent
)

select
  calendar.month,
  both_sides.channel,
  cast(sum(both_sides.in_the_curves) as decimal(28, 2)) as in_the_curves,
  cast(sum(both_sides.in_the_profit_and_loss) as decimal(28, 2)) as in_the_profit_and_loss
from both_sides
inner join core.calendar as calendar on calendar.day = both_sides.week
group by calendar.month, both_sides.channel
having cast(sum(both_sides.in_the_curves) as decimal(28, 2))
  <> cast(sum(both_sides.in_the_profit_and_loss) as decimal(28, 2))
