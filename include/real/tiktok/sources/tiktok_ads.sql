-- The export names no account and no ids, so each file counts as an account of its own; an ad that stands twice on a
-- day is summed. It says nothing of purchases, so platform_conversions stays unknown.
select
  split_part(split_part(file.name, '/', -1), '.', 1) as account_id,
  export.day,
  'tiktok' as platform,
  campaign_name,
  adgroup_name,
  ad_name,
  currency,
  sum(spend) as spend,
  sum(impressions) as impressions,
  sum(clicks) as clicks,
  sum(conversions) as conversions
from export
cross join file
group by all
