/*
description: what a weekly figure is expected to be, as known on a report day
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.forecast:values
grain: [as_of_day, measure, weeks_ahead]
owner: finance
definition: the next eight weeks after the last whole week; the naive forecast where none has beaten it in the back-tests
formula: damped exponential smoothing, with last year's pattern where that has erred less; interval from the errors of past forecasts
unit: money in `currency`
denominators: none
caveats: needs 60 weeks; the interval holds nine of ten weeks if the coming ones are like the past ones; a missing week is the mean of its neighbours
columns:
  as_of_day: [date] the report day
  measure: [text] qualified_pipeline (level at the week's end) or revenue (net, sum of the week)
  weeks_ahead: [bigint] 1 to 8
  week_end: [date] the Sunday that ends the week
  value: [decimal(28, 2)] the forecast; null where reason says that there is none
  low: [decimal(28, 2)] lower end of its 90 % interval
  high: [decimal(28, 2)] upper end of its 90 % interval
  naive: [decimal(28, 2)] the naive forecast: the last value or last year's, whichever erred less
  method: [text] smoothing, smoothing_with_season, last_value or last_year
  is_naive: [boolean] value is the naive forecast, for no other has beaten it
  reason: [text] too_few_weeks|weeks or not_better_than_naive
  currency: [text] ISO 4217 code of the amounts
*/
select as_of_day, measure, week_end, amount, cast(:currency as text) as currency
from core.weekly_figure
