/*
description: how a channel's contribution answers to its spend, as known at a month's end
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.media:curves
grain: [as_of_day, channel]
owner: finance
definition: weekly contribution = base + trend + season + Σ effect · Hill(adstock(spend)) + noise; figures are the posterior's medians
formula: adstock xₜ + θ·xₜ₋₁; a steady weekly spend s brings effect · sᵃ / (sᵃ + hᵃ); marginal ROMI = what one more unit of it brings − 1
unit: money a week in `currency`, the book's own
denominators: marginal ROMI: one more unit of weekly spend, in every week; break-even is 0
caveats: within the observed range of spend; indicative below a year of weeks; no curve for spend that hardly varies, only follows the season, or always moves with another channel's
columns:
  as_of_day: [date] the month's last day
  channel: [text] the channel, as in controlling's book
  weeks: [bigint] weeks behind it
  theta: [decimal(18, 6)] carry-over from one week to the next
  half_saturation: [decimal(18, 2)] steady weekly spend at which half of the effect is reached
  shape: [decimal(18, 6)] exponent a; above 1 the curve starts slowly
  effect: [decimal(18, 2)] contribution a week that no spend could exceed
  spend_now: [decimal(18, 2)] mean weekly spend of the last four weeks
  spend_low: [decimal(18, 2)] lowest weekly spend observed
  spend_high: [decimal(18, 2)] highest weekly spend observed
  contribution_now: [decimal(18, 2)] contribution a week at spend_now
  contribution_now_low: [decimal(18, 2)] lower end of its 90 % interval
  contribution_now_high: [decimal(18, 2)] upper end of its 90 % interval
  marginal_romi: [decimal(18, 6)] contribution of one more unit of spend at spend_now − 1
  marginal_romi_low: [decimal(18, 6)] lower end of its 90 % interval
  marginal_romi_high: [decimal(18, 6)] upper end of its 90 % interval
  is_known: [boolean] the data carry a curve
  is_indicative: [boolean] less than 52 weeks stand behind it
  reason: [text] why there is no curve: too_few_weeks, flat_spend, seasonal_spend, collinear|other channel or no_spend_now
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
