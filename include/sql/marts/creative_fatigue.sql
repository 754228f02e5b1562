/*
description: whether a creative's click rate has fallen since its first day, as known on a report day
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.creatives:fatigue
grain: [as_of_day, creative_id]
owner: marketing
definition: trend of the daily click rate over the days on which the creative's ad was shown, up to the report day
formula: quasi-binomial regression of clicks among impressions on time; one-sided test, corrected by Holm over the day's creatives
unit: change in percent a week; rates from 0 to 1
denominators: click rates: impressions
caveats: the trend is not the cause; needs 14 days and 50 clicks; fatigued means a corrected p value below 0.05
columns:
  as_of_day: [date] the report day
  creative_id: [text] the creative
  ad_name: [text] name of its ad
  platform: [text] the platform
  program_id: [text] the program of the ad's campaign
  days: [bigint] days on which it was shown
  impressions: [bigint] times shown
  ctr_first_week: [decimal(18, 6)] clicks / impressions of its first seven days shown
  ctr_last_week: [decimal(18, 6)] likewise of its last seven
  weekly_change_percent: [decimal(18, 6)] change of the click rate's odds a week, in percent
  low: [decimal(18, 6)] lower end of its 90 % interval
  high: [decimal(18, 6)] upper end of its 90 % interval
  p_value: [decimal(18, 6)] chance of such a fall if there were none, corrected by Holm
  statistic: [decimal(18, 6)] Student's t of the trend, negative where it falls
  is_fatigued: [boolean] the fall is credible
  reason: [text] why not: too_few_days, too_few_clicks or no_decline_shown
*/
select
  report.day as as_of_day,
  creative.creative_id,
  max(creative.ad_name) as ad_name,
  max(creative.platform) as platform,
  max(coalesce(program.program_id, 'unattributed')) as program_id,
  ad.day,
  sum(ad.impressions) as impressions,
  sum(coalesce(ad.clicks, 0)) as clicks
from core.report_day as report
inner join staging.creative as creative
  on known_on(creative, report.day)
inner join staging.ad_day as ad
  on ad.day <= report.day
  and known_on(ad, report.day)
  and ad.platform = creative.platform
  and lower(trim(ad.ad_name)) = lower(trim(creative.ad_name))
  and ad.impressions > 0
left join core.campaign_program as program
  on program.platform = ad.platform
  and program.utm_campaign = lower(trim(coalesce(ad.campaign_name, ad.campaign_id, '-')))
  and known_on(program, report.day)
group by report.day, creative.creative_id, ad.day
