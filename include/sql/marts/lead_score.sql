/*
description: a lead that waits for a decision on a report day, in the order in which it pays to call
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.leads:scores
grain: [as_of_day, lead_id]
owner: sales
definition: chance to be won × what a won deal of that company size is worth; see lead_ranking for what the chance is worth
formula: expected value = probability × amount; probability by logistic regression with a penalty, recalibrated
unit: money in `currency`
denominators: none
caveats: leads of the 365 days up to the day; only industry, company size, role at work, country, source and program are looked at, nothing about the person; whom to call stands in the CRM
columns:
  as_of_day: [date] the report day
  rank: [bigint] 1 is called first; newest first where the ranking is not used
  lead_id: [text] the lead
  company: [text] its company
  industry: [text] as first entered
  size: [text] band of employees, as first entered
  role: [text] the person's role at work, as first entered
  country: [text] as first entered
  source: [text] the CRM's lead source
  program_id: [text] the program that the lead itself names
  owner_id: [text] the CRM's id of the sales rep who owns it; null where the CRM tells none
  owner: [text] the sales rep's name
  lead_link: [text] the lead's page in the CRM, by lead_link of company.yaml; null where it is not set
  team: [text] team of the rep who answered first, before that the owner's; null where neither is known
  created_on: [date] day on which it came in
  probability: [decimal(18, 6)] chance to be won; null where the ranking is not used
  amount: [decimal(18, 2)] usual amount of a won deal of its size, drawn towards the average of all
  expected_value: [decimal(18, 2)] probability × amount
  reason_1: [text] factor|value|up or down|points: what moves the chance most against the average lead, in points (0.08 = eight)
  reason_2: [text] the second
  reason_3: [text] the third
  currency: [text] ISO 4217 code of the amounts
*/
select
  as_of_day,
  lead_id,
  created_on,
  company,
  industry,
  size,
  role,
  country,
  source,
  program_id,
  owner_id,
  owner,
  nullif(replace(:lead_link, '{lead_id}', lead_id), '') as lead_link,
  team,
  outcome,
  closed_on,
  amount,
  cast(:currency as text) as currency
from core.lead_outcome
