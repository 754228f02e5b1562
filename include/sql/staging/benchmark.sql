/*
description: what is usual in the industry on a platform in a quarter
key: [platform, quarter, measure]
columns:
  platform: the platform
  quarter: first day of the quarter
  measure: target_share, engagement_rate (engagements per impression) or conversion_rate (conversions per click)
  value: the usual value, 0 to 1
*/
create table staging.benchmark (
  platform text not null,
  quarter date not null,
  measure text not null,
  value decimal(18, 6) not null
)
