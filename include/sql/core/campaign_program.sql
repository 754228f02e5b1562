/*
description: the program to which a platform's campaign belongs, in a span of business days
materialized: table
grain: [platform, utm_campaign, known_from]
columns:
  platform: the advertising platform
  utm_campaign: the campaign's name, folded
  program_id: the program; unattributed where no rule says one
  known_from: first business day on which the rules said so
  known_until: first business day on which they no longer did
*/
with campaign as (
  select distinct platform, utm_campaign from core.ad_campaign_day
),

ranked as (
  select
    campaign.platform,
    campaign.utm_campaign,
    rule_set.known_from,
    rule_set.known_until,
    rule.program_id,
    row_number() over (
      partition by campaign.platform, campaign.utm_campaign, rule_set.known_from
      order by rule.priority nulls last, rule.rule_id nulls last
    ) as row_rank
  from campaign
  cross join core.rule_set as rule_set
  left join core.rule as rule
    on rule.known_from = rule_set.known_from
    and rule.kind = 'ad_campaign'
    and campaign.utm_campaign like rule.pattern
)

select platform, utm_campaign, coalesce(program_id, 'unattributed') as program_id, known_from, known_until
from ranked
where row_rank = 1
