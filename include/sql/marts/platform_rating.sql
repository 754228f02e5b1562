/*
row: the audience relevance rating of a platform in a quarter, as known at the quarter's end
kept: days by as_of_day
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
with asked as (
  select report.day as as_of_day
  from core.report_day as report
  where report.is_quarter_end and report.day between :first_day and :last_day
),

audience as (
  select
    asked.as_of_day,
    segment.platform,
    segment.quarter,
    sum(case when segment.is_target then segment.audience_share else 0 end) as target_share,
    max(segment.sample_size) as sample_size
  from asked
  inner join staging.audience_segment as segment
    on segment.known_from <= asked.as_of_day
    and asked.as_of_day < segment.known_until
  group by asked.as_of_day, segment.platform, segment.quarter
),

benchmark as (
  select
    asked.as_of_day,
    usual.platform,
    usual.quarter,
    max(case when usual.measure = 'target_share' then usual.value end) as target_share,
    max(case when usual.measure = 'engagement_rate' then usual.value end) as engagement_rate,
    max(case when usual.measure = 'conversion_rate' then usual.value end) as conversion_rate
  from asked
  inner join staging.benchmark as usual
    on usual.known_from <= asked.as_of_day
    and asked.as_of_day < usual.known_until
  group by asked.as_of_day, usual.platform, usual.quarter
),

answer as (
  select
    asked.as_of_day,
    did.platform,
    did.quarter,
    count(distinct cast(said.wave as text) || said.respondent_id) as answers,
    count(distinct case when said.answer = did.platform then cast(said.wave as text) || said.respondent_id end) as daily
  from asked
  inner join staging.platform_quarter as did
    on did.known_from <= asked.as_of_day
    and asked.as_of_day < did.known_until
  inner join staging.survey_answer as said
    on said.question = 'daily_use'
    and date_diff('day', did.quarter, said.wave) between 0 and 85
    and said.known_from <= asked.as_of_day
    and asked.as_of_day < said.known_until
  group by asked.as_of_day, did.platform, did.quarter
)

select
  asked.as_of_day,
  did.platform,
  did.quarter,
  did.reach,
  did.impressions,
  did.engagements,
  did.clicks,
  did.conversions,
  audience.target_share,
  audience.sample_size,
  benchmark.target_share as benchmark_target_share,
  benchmark.engagement_rate as benchmark_engagement_rate,
  benchmark.conversion_rate as benchmark_conversion_rate,
  answer.answers,
  answer.daily
from asked
inner join staging.platform_quarter as did
  on did.known_from <= asked.as_of_day
  and asked.as_of_day < did.known_until
  and did.quarter <= asked.as_of_day
left join audience
  on audience.as_of_day = asked.as_of_day
  and audience.platform = did.platform
  and audience.quarter = did.quarter
left join benchmark
  on benchmark.as_of_day = asked.as_of_day
  and benchmark.platform = did.platform
  and benchmark.quarter = did.quarter
left join answer
  on answer.as_of_day = asked.as_of_day
  and answer.platform = did.platform
  and answer.quarter = did.quarter
