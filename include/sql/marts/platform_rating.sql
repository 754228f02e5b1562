/*
description: the audience relevance rating of a platform in a quarter, as known at the quarter's end
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.ratings:grades
grain: [as_of_day, platform]
owner: marketing
definition: how relevant the people reached on a platform are, as a grade from AAA to D; the method is docs/rating.md
formula: points = 50 + points per doubling · log₂(value / usual); score = their weighted mean; grade by cut-offs with a margin
unit: points from 0 to 100; rates and shares from 0 to 1; people
denominators: target share: people reached; engagement rate: impressions; conversion rate: clicks; daily use: customers who answered
caveats: not rated is not a D; a grade given before moves only when the score passes a cut-off by the margin
columns:
  as_of_day: [date] the quarter's last day
  platform: [text] the platform
  quarter: [date] first day of the quarter
  grade: [text] AAA, AA, A, BBB, BB, B, CCC, CC, C or D; null where not rated
  previous_grade: [text] the grade of the quarter before; null where it was not rated
  is_rated: [boolean] enough is known
  reason: [text] why it is not rated: sample_too_small|people|needed, too_few_impressions|n|needed, too_few_clicks|n|needed, not_known|measure or no_benchmark|measure
  score: [decimal(18, 6)] weighted points
  previous_score: [decimal(18, 6)] those of the quarter before
  target_share: [decimal(18, 6)] share of the people reached who belong to the target group
  engagement_rate: [decimal(18, 6)] likes, comments, shares and saves / impressions
  conversion_rate: [decimal(18, 6)] conversions / clicks
  daily_use_share: [decimal(18, 6)] share of our customers who answered that they are on the platform every day
  benchmark_target_share: [decimal(18, 6)] the industry's
  benchmark_engagement_rate: [decimal(18, 6)] the industry's
  benchmark_conversion_rate: [decimal(18, 6)] the industry's
  reach: [bigint] distinct people reached in the quarter
  relevant_reach: [bigint] reach × target share
  outlook: [text] positive, stable or negative
  next_grade_up: [text] the next better grade; null for the best
  up_score: [decimal(18, 6)] the score that gives it
  next_grade_up_needs: [text] measure|value: the single value that would do it with the least change; null where none can
  next_grade_down: [text] the next lower grade; null for the lowest
  down_score: [decimal(18, 6)] the score below which this grade is lost
  next_grade_down_at: [text] measure|value: the single value at which it would be lost with the least change
  sample_size: [bigint] people behind the platform's estimate of its audience
  survey_answers: [bigint] answers to the survey's question about daily use
*/
with rated as (
  select report.day as as_of_day
  from core.report_day as report
  where report.is_quarter_end
),

audience as (
  select
    rated.as_of_day,
    segment.platform,
    segment.quarter,
    sum(case when segment.is_target then segment.audience_share else 0 end) as target_share,
    max(segment.sample_size) as sample_size
  from rated
  inner join staging.audience_segment as segment
    on known_on(segment, rated.as_of_day)
  group by rated.as_of_day, segment.platform, segment.quarter
),

benchmark as (
  select
    rated.as_of_day,
    usual.platform,
    usual.quarter,
    max(case when usual.measure = 'target_share' then usual.value end) as target_share,
    max(case when usual.measure = 'engagement_rate' then usual.value end) as engagement_rate,
    max(case when usual.measure = 'conversion_rate' then usual.value end) as conversion_rate
  from rated
  inner join staging.benchmark as usual
    on known_on(usual, rated.as_of_day)
  group by rated.as_of_day, usual.platform, usual.quarter
),

answer as (
  select
    rated.as_of_day,
    actual.platform,
    actual.quarter,
    count(distinct cast(survey.wave as text) || survey.respondent_id) as answers,
    count(distinct case when survey.answer = actual.platform then cast(survey.wave as text) || survey.respondent_id end)
      as daily
  from rated
  inner join staging.platform_quarter as actual
    on known_on(actual, rated.as_of_day)
  inner join staging.survey_answer as survey
    on survey.question = 'daily_use'
    and date_diff('day', actual.quarter, survey.wave) between 0 and 85
    and known_on(survey, rated.as_of_day)
  group by rated.as_of_day, actual.platform, actual.quarter
)

select
  rated.as_of_day,
  actual.platform,
  actual.quarter,
  actual.reach,
  actual.impressions,
  actual.engagements,
  actual.clicks,
  actual.conversions,
  audience.target_share,
  audience.sample_size,
  benchmark.target_share as benchmark_target_share,
  benchmark.engagement_rate as benchmark_engagement_rate,
  benchmark.conversion_rate as benchmark_conversion_rate,
  answer.answers,
  answer.daily
from rated
inner join staging.platform_quarter as actual
  on known_on(actual, rated.as_of_day)
  and actual.quarter <= rated.as_of_day
left join audience
  on audience.as_of_day = rated.as_of_day
  and audience.platform = actual.platform
  and audience.quarter = actual.quarter
left join benchmark
  on benchmark.as_of_day = rated.as_of_day
  and benchmark.platform = actual.platform
  and benchmark.quarter = actual.quarter
left join answer
  on answer.as_of_day = rated.as_of_day
  and answer.platform = actual.platform
  and answer.quarter = actual.quarter
