/*
description: a rule by which a campaign, a touch, a code or an answer belongs to a program
key: [rule_id]
columns:
  rule_id: the company's id of the rule
  priority: the lowest number wins, then the rule's id
  kind: ad_campaign, utm_campaign, utm_source_medium, click_id, discount_code, crm_campaign, landing_page or self_reported
  pattern: SQL LIKE over the trimmed, lower-case value
  program_id: the program
*/
create table staging.program_rule (
  rule_id text not null,
  priority bigint not null,
  kind text not null,
  pattern text not null,
  program_id text not null
)
