/*
description: the program that a lead's own UTM parameters or click id name, as known over a span of business days
materialized: incremental
unique_key: lead_id
grain: [lead_id, known_from]
columns:
  lead_id: the lead
  program_id: the program; unattributed where no rule says one
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
with matched as (
  select
    lead.lead_id,
    rule.program_id,
    greatest(lead.known_from, rule_set.known_from) as known_from,
    least(lead.known_until, rule_set.known_until) as known_until,
    row_number() over (
      partition by lead.lead_id, lead.known_from, rule_set.known_from
      order by rule.priority nulls last, rule.rule_id nulls last
    ) as row_rank
  from core.lead_version as lead
  inner join core.rule_set as rule_set
    on known_together(rule_set, lead)
  left join core.rule as rule
    on rule.known_from = rule_set.known_from
    and case
      when rule.kind = 'utm_campaign' then lead.utm_campaign like rule.pattern
      when rule.kind = 'utm_source_medium'
        then coalesce(lead.utm_source, '') || ' / ' || coalesce(lead.utm_medium, '') like rule.pattern
        and (lead.utm_source is not null or lead.utm_medium is not null)
      when rule.kind = 'click_id' then lead.click_id like rule.pattern
      else false
    end
  where not lead.is_deleted
)

select lead_id, coalesce(program_id, 'unattributed') as program_id, known_from, known_until
from matched
where row_rank = 1
