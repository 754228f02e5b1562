/*
description: the program that a touch speaks for, as known over a span of business days
materialized: incremental
unique_key: subject_id
grain: [subject_type, subject_id, touch_id, known_from]
columns:
  subject_type: order or deal
  subject_id: its id
  touch_id: what touched
  touched_at: instant of the touch
  evidence: visit, discount_code, lead or campaign_member
  is_direct: without any mark of where it came from
  program_id: the program; unattributed where no rule says one
  rule_id: the rule that said so
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- A visit that no rule maps is a touch of nobody's program; a code or a list that no rule maps is no touch at all.
with matched as (
  select
    touch.subject_type,
    touch.subject_id,
    touch.touch_id,
    touch.touched_at,
    touch.evidence,
    touch.is_direct,
    touch.utm_campaign,
    touch.utm_content,
    touch.mark,
    rule.program_id,
    rule.rule_id,
    greatest(touch.known_from, rule_set.known_from) as known_from,
    least(touch.known_until, rule_set.known_until) as known_until,
    row_number() over (
      partition by touch.subject_type, touch.subject_id, touch.touch_id, touch.known_from, rule_set.known_from
      order by rule.priority nulls last, rule.rule_id nulls last
    ) as row_rank
  from core.touchpoint as touch
  inner join core.rule_set as rule_set
    on known_together(rule_set, touch)
  left join core.rule as rule
    on rule.known_from = rule_set.known_from
    and case
      when touch.evidence = 'discount_code' then rule.kind = 'discount_code' and touch.mark like rule.pattern
      when touch.evidence = 'campaign_member' then rule.kind = 'crm_campaign' and touch.mark like rule.pattern
      when rule.kind = 'utm_campaign' then touch.utm_campaign like rule.pattern
      when rule.kind = 'utm_source_medium'
        then coalesce(touch.utm_source, '') || ' / ' || coalesce(touch.utm_medium, '') like rule.pattern
        and (touch.utm_source is not null or touch.utm_medium is not null)
      when rule.kind = 'click_id' then touch.click_id like rule.pattern
      else false
    end
),

-- a till's or a rule list's new version that leaves a touch as it was is no news of that touch
told as (
  select
    matched.*,
    case
      when lag(known_until) over (
        partition by
          subject_type, subject_id, touch_id, touched_at, evidence, is_direct, utm_campaign, utm_content, mark,
          program_id, rule_id
        order by known_from
      ) = known_from then 0
      else 1
    end as news
  from matched
  where row_rank = 1 and (program_id is not null or evidence in ('visit', 'lead'))
),

numbered as (
  select
    told.*,
    sum(news) over (
      partition by
        subject_type, subject_id, touch_id, touched_at, evidence, is_direct, utm_campaign, utm_content, mark,
        program_id, rule_id
      order by known_from
    ) as span_number
  from told
)

select
  subject_type,
  subject_id,
  touch_id,
  touched_at,
  evidence,
  is_direct,
  coalesce(program_id, 'unattributed') as program_id,
  rule_id,
  min(known_from) as known_from,
  max(known_until) as known_until
from numbered
group by
  subject_type, subject_id, touch_id, touched_at, evidence, is_direct, utm_campaign, utm_content, mark, program_id,
  rule_id, span_number
