select
  creator_id,
  creator_name,
  lower(platform) as platform,
  handle,
  followers,
  folded(discount_code) as discount_code,
  folded(utm_campaign) as utm_campaign,
  program_id
from export
