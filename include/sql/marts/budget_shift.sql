/*
description: a tenth of a channel's weekly spend moved to another channel, and what that would gain, as known at a month's end
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.media:shifts
grain: [as_of_day, from_channel, to_channel]
owner: finance
definition: change of weekly contribution when the total spend stays and part of it changes its channel
formula: gain = contribution of both channels after the shift − before, by draw of the posterior
unit: money a week in `currency`, the book's own
denominators: none
caveats: within the observed range of spend of both channels, so the amount may be less than a tenth; only channels whose curves are known
columns:
  as_of_day: [date] the month's last day
  from_channel: [text] the channel that gives
  to_channel: [text] the channel that takes
  amount: [decimal(18, 2)] spend a week that moves
  gain: [decimal(18, 2)] gain of contribution a week; null outside the range
  gain_low: [decimal(18, 2)] lower end of its 90 % interval
  gain_high: [decimal(18, 2)] upper end of its 90 % interval
  is_supported: [boolean] the whole interval lies above 0
  reason: [text] why not: outside_range or gain_not_certain
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
