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
),

-- a list of rules that leaves a campaign where it was is no news of it
told as (
  select
    platform,
    utm_campaign,
    coalesce(program_id, 'unattributed') as program_id,
    known_from,
    known_until,
    lag(coalesce(program_id, 'unattributed')) over (
      partition by platform, utm_campaign order by known_from
    ) as program_before
  from ranked
  where row_rank = 1
)

select
  platform,
  utm_campaign,
  program_id,
  known_from,
  coalesce(lead(known_from) over (partition by platform, utm_campaign order by known_from), end_of_time()) as known_until
from told
where program_before is null or program_id <> program_before
