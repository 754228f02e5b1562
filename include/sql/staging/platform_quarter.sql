/*
description: what a platform did for the company in a quarter
key: [platform, quarter]
columns:
  platform: the platform
  quarter: first day of the quarter
  reach: distinct people reached in the quarter, estimated
  impressions: times shown
  engagements: likes, comments, shares and saves
  clicks: clicks to the destination
  conversions: orders or leads that came of them
*/
create table staging.platform_quarter (
  platform text not null,
  quarter date not null,
  reach bigint,
  impressions bigint,
  engagements bigint,
  clicks bigint,
  conversions bigint
)
