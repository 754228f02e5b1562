/*
description: what a channel's steady weekly spend brings, at one spend within the observed range, as known at a month's end
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.media:points
grain: [as_of_day, channel, spend]
owner: finance
definition: points of the channel's response curve; see response_curve
formula: effect · sᵃ / (sᵃ + hᵃ); median and 90 % interval of the posterior
unit: money a week in `currency`, the book's own
denominators: none
caveats: never outside the observed range of spend; only for channels whose curve is known
columns:
  as_of_day: [date] the month's last day
  channel: [text] the channel
  spend: [decimal(18, 2)] steady weekly spend
  contribution: [decimal(18, 2)] contribution a week that it brings
  low: [decimal(18, 2)] lower end of its 90 % interval
  high: [decimal(18, 2)] upper end of its 90 % interval
  is_now: [boolean] the point of today's spend
  currency: [text] ISO 4217 code of the amounts
*/
select
  report.day as as_of_day,
  book.week,
  book.channel,
  book.spend,
  outcome.contribution,
  outcome.currency
from core.report_day as report
inner join staging.media_book as book
  on known_on(book, report.day)
inner join staging.media_outcome as outcome
  on outcome.week = book.week
  and outcome.currency = book.currency
  and known_on(outcome, report.day)
where report.is_month_end
