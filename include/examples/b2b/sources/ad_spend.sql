select account_id, day, lower(platform) as platform, 'Europe/Berlin' as time_zone, campaign_name, currency, spend,
  impressions, clicks
from export
