/*
description: one ad on one day of its account, as the platform reports it
key: [ad_id, ad_name, adgroup_name, campaign_name]
columns:
  platform: the advertising platform, as tiktok
  time_zone: the account's zone, in which its day is counted
  campaign_id: the platform's id of the campaign; null where the export has names only
  campaign_name: name of the campaign
  adgroup_id: the platform's id of the ad group
  adgroup_name: name of the ad group
  ad_id: the platform's id of the ad; null where the export has names only
  ad_name: name of the ad
  currency: ISO 4217 code of spend and platform_conversion_value
  spend: money spent
  impressions: times shown; null where the platform masks small numbers
  reach: distinct people reached, estimated; never to be summed
  clicks: clicks that lead to the destination
  video_views: views of the video
  conversions: conversions, booked to the time of the impression
  platform_conversions: purchases the platform reports, booked to the time of the purchase
  platform_conversion_value: value of those purchases
  view_through_conversions: the part of platform_conversions after a view without a click
  view_through_value: value of that part
*/
create table staging.ad_day (
  platform text not null,
  time_zone text,
  campaign_id text,
  campaign_name text,
  adgroup_id text,
  adgroup_name text,
  ad_id text,
  ad_name text,
  currency text not null,
  spend decimal(18, 4),
  impressions bigint,
  reach bigint,
  clicks bigint,
  video_views bigint,
  conversions decimal(18, 4),
  platform_conversions decimal(18, 4),
  platform_conversion_value decimal(18, 4),
  view_through_conversions decimal(18, 4),
  view_through_value decimal(18, 4)
)
