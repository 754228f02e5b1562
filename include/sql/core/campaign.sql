/*
description: an advertising platform's campaign, as of the latest data
materialized: table
grain: [platform, utm_campaign]
columns:
  platform: the advertising platform
  utm_campaign: its name as a UTM carries it, folded
  campaign_id: the platform's id, or its name where the export has none
  campaign_name: its name
  program_id: the program it belongs to; unattributed where no rule says one
*/
select
  platform,
  utm_campaign,
  max(campaign_key) as campaign_id,
  max(campaign_name) as campaign_name,
  max(program_id) as program_id
from core.ad_fact
where is_current()
group by platform, utm_campaign
