select
  creative_id,
  trim(ad_name) as ad_name,
  lower(platform) as platform,
  version,
  replaces_creative_id,
  format,
  hook,
  made_on,
  production_cost,
  currency
from export
