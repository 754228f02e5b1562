/*
description: a program's removal effect over all journeys up to a report day, as first reported
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.journeys:attribution
grain: [as_of_day, program_id]
owner: marketing
definition: the share of all conversions that would be missing if whoever comes to the program were lost there
formula: removal effect = 1 − P(conversion without it) / P(conversion), in a first-order chain from touch to touch
unit: effects and shares from 0 to 1; money in `currency`
denominators: journeys with at least one touch: orders of the shops, deals won and lost, leads closed without a deal
caveats: withheld below 100 converting journeys; visits that led to no order are in no export, so effects are upper limits
columns:
  as_of_day: [date] the report day
  program_id: [text] the program
  paths: [bigint] journeys with at least one touch, of all programs
  converting_paths: [bigint] those that ended with an order or a won deal
  removal_effect: [decimal(18, 9)] removal effect; null where withheld
  share: [decimal(18, 6)] its part of the sum of all removal effects; null where withheld
  net_revenue: [decimal(28, 2)] that part of the company's net revenue of the 28 days; null where withheld
  is_withheld: [boolean] too few journeys stand behind it
  reason: [text] too_few_paths|converting|needed where it is withheld
  currency: [text] ISO 4217 code of net_revenue
*/
select
  journey.as_of_day,
  journey.path,
  journey.converts,
  journey.subjects,
  money.net_revenue,
  cast(:currency as text) as currency
from core.journey as journey
left join marts.company_period as money
  on money.as_of_day = journey.as_of_day
  and money.vintage = 'as_reported'
