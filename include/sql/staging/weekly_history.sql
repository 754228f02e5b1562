/*
description: a week's figure from before the first export, as the board's book has it
key: [measure, week_end, currency]
columns:
  measure: qualified_pipeline (level at the week's end) or revenue (sum of the week)
  week_end: the Sunday that ends the week
  currency: ISO 4217 code
  amount: the figure
*/
create table staging.weekly_history (
  measure text not null,
  week_end date not null,
  currency text not null,
  amount decimal(18, 2) not null
)
