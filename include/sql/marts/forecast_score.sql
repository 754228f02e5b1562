/*
description: how far forecasts of a weekly figure were off in the last 26 weekly back-tests, as known on a report day
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.forecast:scores
grain: [as_of_day, measure, weeks_ahead]
owner: finance
definition: from each of 26 past weeks forecast with what was known of the weeks before, against what came
formula: error = mean absolute error; error ratio = error / naive error; coverage = share of 90 % intervals that held what came
unit: money in `currency`; ratios
denominators: 26 back-tests
caveats: earlier weeks are as known on the report day; a revenue that was restated since counts as restated
columns:
  as_of_day: [date] the report day
  measure: [text] qualified_pipeline or revenue
  weeks_ahead: [bigint] 1 or 4
  backtests: [bigint] back-tests
  error: [decimal(28, 2)] mean absolute error of the forecast, before it gave way to the naive one
  naive_error: [decimal(28, 2)] mean absolute error of the naive forecast
  error_ratio: [decimal(18, 6)] error / naive_error; below 1 the forecast is better
  coverage: [decimal(18, 6)] share of the shown forecast's 90 % intervals that held what came
  beats_naive: [boolean] over all distances from 1 to 8 weeks the forecast erred less than the naive one
  currency: [text] ISO 4217 code of the amounts
*/
select as_of_day, measure, week_end, amount, cast(:currency as text) as currency
from core.weekly_figure
