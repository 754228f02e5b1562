/*
description: what the company set out to reach in a month
key: [measure, month]
columns:
  measure: qualified_pipeline (level at the month's end), revenue, cost or contribution (sums of the month)
  month: first day of the month
  currency: ISO 4217 code
  amount: the target
*/
create table staging.target (
  measure text not null,
  month date not null,
  currency text not null,
  amount decimal(18, 2) not null
)
