/*
description: an indicator that moves before revenue does, at the end of a month, with its 90 % interval, as first reported
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, indicator]
columns:
  as_of_day: last day of the month
  indicator: brand_preference, share_of_wallet, collateral_use, or daily_use: and the platform
  value: its value, from 0 to 1
  low: lower end of the interval
  high: upper end of the interval
  answers: answers, or open deals, behind it
*/
with month as (
  select day as as_of_day, month from core.report_day where is_month_end
),

answer as (
  select month.as_of_day, survey.respondent_id, survey.question, survey.answer, survey.amount
  from month
  inner join staging.survey_answer as survey
    on survey.wave = month.month
    and known_on(survey, month.as_of_day)
),

preferred as (
  select
    as_of_day,
    'brand_preference' as indicator,
    count(distinct case when answer = 'ours' then respondent_id end) as hits,
    count(distinct respondent_id) as answers
  from answer
  where question = 'preferred_brand'
  group by as_of_day
),

respondents as (
  select as_of_day, count(distinct respondent_id) as answers
  from answer
  where question = 'daily_use'
  group by as_of_day
),

used as (
  select
    respondents.as_of_day,
    'daily_use:' || answer.answer as indicator,
    count(distinct answer.respondent_id) as hits,
    max(respondents.answers) as answers
  from respondents
  inner join answer
    on answer.as_of_day = respondents.as_of_day and answer.question = 'daily_use' and answer.answer <> 'none'
  group by respondents.as_of_day, 'daily_use:' || answer.answer
),

running as (
  select state.as_of_day, state.deal_id, month.month
  from month
  inner join core.deal_pipeline as state
    on state.as_of_day = month.as_of_day
    and state.day = month.as_of_day
    and state.vintage = 'as_reported'
    and state.is_open
),

shown as (
  select distinct running.as_of_day, running.deal_id
  from running
  inner join staging.collateral_use as usage
    on usage.deal_id = running.deal_id
    and usage.used_on between running.month and running.as_of_day
    and known_on(usage, running.as_of_day)
),

collateral as (
  select running.as_of_day, 'collateral_use' as indicator, count(shown.deal_id) as hits, count(*) as answers
  from running
  left join shown on shown.as_of_day = running.as_of_day and shown.deal_id = running.deal_id
  where exists (select 1 from staging.collateral_use as usage where known_on(usage, running.as_of_day))
  group by running.as_of_day
),

counted as (
  select as_of_day, indicator, hits, answers from preferred
  union all
  select as_of_day, indicator, hits, answers from used
  union all
  select as_of_day, indicator, hits, answers from collateral
),

-- Wilson's interval; 1.6449 is the normal curve's 95 % point
rate as (
  select
    as_of_day,
    indicator,
    answers,
    cast(hits as double) / nullif(answers, 0) as hit_rate,
    1.6449 * 1.6449 / nullif(cast(answers as double), 0) as slack_rate
  from counted
),

wilson as (
  select
    as_of_day,
    indicator,
    answers,
    hit_rate as value,
    (hit_rate + slack_rate / 2 - sqrt(slack_rate * hit_rate * (1 - hit_rate) + slack_rate * slack_rate / 4))
    / nullif(1 + slack_rate, 0) as low,
    (hit_rate + slack_rate / 2 + sqrt(slack_rate * hit_rate * (1 - hit_rate) + slack_rate * slack_rate / 4))
    / nullif(1 + slack_rate, 0) as high
  from rate
),

purse as (
  select
    as_of_day,
    respondent_id,
    max(case when question = 'own_spend' then amount end) as own,
    max(case when question = 'category_spend' then amount end) as category
  from answer
  where question in ('own_spend', 'category_spend')
  group by as_of_day, respondent_id
),

wallet as (
  select
    as_of_day,
    count(*) as answers,
    cast(sum(own) as double) / nullif(cast(sum(category) as double), 0) as wallet_share,
    cast(sum(category) as double) as category_share,
    cast(sum(own * own) as double) as own_squares_share,
    cast(sum(own * category) as double) as product_share,
    cast(sum(category * category) as double) as category_squares_share
  from purse
  where own is not null and category is not null
  group by as_of_day
),

linear as (
  select
    as_of_day,
    answers,
    wallet_share,
    1.6449 * sqrt(
      greatest(
        own_squares_share - 2 * wallet_share * product_share + wallet_share * wallet_share * category_squares_share, 0
      ) * answers / nullif(answers - 1, 0)
    ) / nullif(category_share, 0) as half_share
  from wallet
),

estimate as (
  select as_of_day, indicator, value, low, high, answers from wilson
  union all
  select
    as_of_day,
    'share_of_wallet' as indicator,
    wallet_share as value,
    wallet_share - half_share as low,
    wallet_share + half_share as high,
    answers
  from linear
)

select
  as_of_day,
  indicator,
  cast(value as decimal(9, 4)) as value,
  cast(low as decimal(9, 4)) as low,
  cast(high as decimal(9, 4)) as high,
  cast(answers as bigint) as answers
from estimate
