-- An ad may stand twice on a day (a name-only export repeats it): its rows are summed, reach is not.
select
  account_id,
  day,
  'tiktok' as platform,
  'America/Los_Angeles' as time_zone,
  campaign_id,
  campaign_name,
  adgroup_id,
  adgroup_name,
  ad_id,
  ad_name,
  currency,
  sum(spend) as spend,
  sum(impressions) as impressions,
  case when count(*) = 1 then max(reach) end as reach,
  sum(clicks) as clicks,
  sum(video_views) as video_views,
  sum(conversions) as conversions,
  sum(platform_conversions) as platform_conversions,
  sum(platform_conversion_value) as platform_conversion_value,
  sum(view_through_conversions) as view_through_conversions,
  sum(view_through_value) as view_through_value
from export
group by all
