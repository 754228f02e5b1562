/*
description: a campaign's spend and platform conversions on one day in the reporting currency, by program, as known over a span of days
materialized: incremental
partition_by: day
grain: [platform, account_id, campaign_key, day, account_currency, known_from]
changed_by:
  core.campaign_program: select fact.day from core.ad_fact as fact inner join changed on changed.platform =
      fact.platform and changed.utm_campaign = fact.utm_campaign
columns:
  platform: the advertising platform
  source: the source that reported it
  account_id: the platform's account
  campaign_key: the campaign's id, or its name where the export has none
  campaign_name: its name
  utm_campaign: its name, folded
  program_id: the program it belongs to
  day: the account's own day
  account_currency: ISO 4217 code in which the platform reports
  spend: money spent, in the reporting currency, rounded to cents
  impressions: times shown
  clicks: clicks to the destination
  conversions: conversions as the platform counts them
  platform_conversions: purchases that the platform reports
  platform_conversion_value: their value, in the reporting currency, rounded to cents
  view_through_conversions: the part reported after a view alone
  view_through_value: value of that part, in the reporting currency
  rate: the rate at which it was converted; null where none is known
  known_from: first business day on which all this was known
  known_until: first business day on which it no longer was
*/
select
  ad.platform,
  ad.source,
  ad.account_id,
  ad.campaign_key,
  ad.campaign_name,
  ad.utm_campaign,
  program.program_id,
  ad.day,
  ad.currency as account_currency,
  converted(ad.spend, fx.rate) as spend,
  ad.impressions,
  ad.clicks,
  ad.conversions,
  ad.platform_conversions,
  converted(ad.platform_conversion_value, fx.rate) as platform_conversion_value,
  ad.view_through_conversions,
  converted(ad.view_through_value, fx.rate) as view_through_value,
  fx.rate,
  greatest(ad.known_from, program.known_from, coalesce(fx.known_from, ad.known_from)) as known_from,
  least(ad.known_until, program.known_until, coalesce(fx.known_until, ad.known_until)) as known_until
from core.ad_campaign_day as ad
inner join core.campaign_program as program
  on program.platform = ad.platform
  and program.utm_campaign = ad.utm_campaign
  and known_together(program, ad)
left join core.fx_rate as fx
  on fx.day = ad.day
  and fx.currency = ad.currency
  and known_together(fx, ad, program)
