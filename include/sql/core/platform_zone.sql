/*
description: the time zone in which an advertising platform counts its days, as of the latest data
materialized: table
grain: [platform]
columns:
  platform: the advertising platform
  time_zone: its account's zone, as an IANA name
*/
select platform, max(time_zone) as time_zone
from staging.ad_day
where is_current()
group by platform
