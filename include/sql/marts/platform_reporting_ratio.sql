/*
description: conversions that a platform reports against orders booked over the period that ends on a report day; as of the latest data
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.conversions:ratios
grain: [as_of_day, platform]
owner: marketing
definition: platform conversions over booked web orders whose last non-direct visit names one of its campaigns, neither cancelled nor returned
formula: ratio = Σ platform conversions / Σ orders; value per conversion = Σ order value / Σ platform conversions; intervals by the block bootstrap over days
unit: purchases counted; money in `currency`
denominators: ratio: booked orders; value: platform conversions
caveats: no interval below 14 days; the platform's days are its account's own
changed_by:
  marts.reconciliation: day for :period_days days
columns:
  as_of_day: [date] last day of the period
  platform: [text] the platform
  days: [bigint] days of the period that are known
  platform_conversions: [decimal(28, 4)] purchases that the platform reports
  orders: [decimal(28, 4)] orders booked
  ratio: [decimal(18, 6)] platform_conversions / orders
  ratio_low: [decimal(18, 6)] lower end of its 90 % interval
  ratio_high: [decimal(18, 6)] upper end of its 90 % interval
  platform_conversion_value: [decimal(28, 2)] value that the platform reports
  order_value: [decimal(28, 2)] net amount of the orders booked
  value_per_conversion: [decimal(18, 2)] order value for each conversion that the platform reports
  value_low: [decimal(18, 2)] lower end of its 90 % interval
  value_high: [decimal(18, 2)] upper end of its 90 % interval
  currency: [text] ISO 4217 code of the amounts
*/
select
  report.day as as_of_day,
  daily.platform,
  daily.day,
  sum(coalesce(daily.platform_conversions, 0)) as platform_conversions,
  sum(coalesce(daily.orders, 0)) as orders,
  sum(coalesce(daily.platform_conversion_value, 0)) as platform_conversion_value,
  sum(coalesce(daily.order_value, 0)) as order_value,
  max(daily.currency) as currency
from core.report_day as report
inner join marts.reconciliation as daily
  on daily.day <= report.day
  and date_diff('day', daily.day, report.day) < :period_days
group by report.day, daily.platform, daily.day
