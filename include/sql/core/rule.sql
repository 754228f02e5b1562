/*
description: a program rule in a span of business days
materialized: table
grain: [known_from, rule_id]
columns:
  known_from: first business day of the rule set
  known_until: first business day after it
  rule_id: the rule
  priority: the lowest number wins, then the rule's id
  kind: what it looks at
  pattern: SQL LIKE over the folded value
  program_id: the program it says
*/
select
  rule_set.known_from,
  rule_set.known_until,
  rule.rule_id,
  rule.priority,
  rule.kind,
  rule.pattern,
  rule.program_id
from core.rule_set as rule_set
inner join staging.program_rule as rule
  on known_on(rule, rule_set.known_from)
