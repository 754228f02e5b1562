/*
description: one campaign on one day of its account, in the account's currency, as known over a span of business days
materialized: incremental
partition_by: day
grain: [platform, account_id, campaign_key, day, currency, known_from]
columns:
  platform: the advertising platform
  source: the source that reported it
  account_id: the platform's account
  campaign_key: the campaign's id, or its name where the export has none
  campaign_name: its name
  utm_campaign: its name as a UTM carries it, folded
  day: the account's own day
  currency: ISO 4217 code of the amounts
  spend: money spent
  impressions: times shown
  clicks: clicks to the destination
  conversions: conversions as the platform counts them
  platform_conversions: purchases that the platform reports
  platform_conversion_value: their value
  view_through_conversions: the part reported after a view alone
  view_through_value: value of that part
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
select
  platform,
  source,
  account_id,
  coalesce(campaign_id, campaign_name, '-') as campaign_key,
  max(coalesce(campaign_name, campaign_id, '-')) as campaign_name,
  max(lower(trim(coalesce(campaign_name, campaign_id, '-')))) as utm_campaign,
  day,
  currency,
  cast(sum(spend) as decimal(28, 4)) as spend,
  cast(sum(impressions) as bigint) as impressions,
  cast(sum(clicks) as bigint) as clicks,
  cast(sum(conversions) as decimal(28, 4)) as conversions,
  cast(sum(platform_conversions) as decimal(28, 4)) as platform_conversions,
  cast(sum(platform_conversion_value) as decimal(28, 4)) as platform_conversion_value,
  cast(sum(view_through_conversions) as decimal(28, 4)) as view_through_conversions,
  cast(sum(view_through_value) as decimal(28, 4)) as view_through_value,
  known_from,
  known_until
from staging.ad_day
group by
  platform, source, account_id, coalesce(campaign_id, campaign_name, '-'), day, currency, known_from, known_until
