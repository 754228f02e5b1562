/*
description: an indicator that moves before revenue does, at the end of a month, as first reported
materialized: table
grain: [as_of_day, indicator]
owner: marketing
definition: brand preference, share of wallet and daily use of each platform among the customers asked in the month, and the share of open deals for which sales used marketing's collateral in it
formula: brand preference = answers for the company's own brand / answers; share of wallet = Σ spent with the company / Σ spent in the category; daily use = respondents who use the platform daily / respondents; collateral use = open deals with a use in the month / open deals
unit: from 0 to 1
denominators: brand preference and daily use: respondents who answered that question; share of wallet: spend in the category of who named both; collateral use: deals open at the month's end
caveats: 90 % intervals, by Wilson for shares and by linearisation for the share of wallet; a survey asks customers, not the market
columns:
  as_of_day: last day of the month
  indicator: brand_preference, share_of_wallet, collateral_use, or daily_use: and the platform
  value: its value
  value_before: its value of the month before, as first reported
  low: lower end of the interval
  high: upper end of the interval
  answers: answers, or open deals, behind it
*/
select
  as_of_day,
  indicator,
  value,
  lag(value) over (partition by indicator order by as_of_day) as value_before,
  low,
  high,
  answers
from core.indicator_month
