/*
description: a program's share in a deal that moved the qualified pipeline on a day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, vintage, deal_id, program_id]
owner: sales
definition: each deal that reached, left or changed within the qualified pipeline on the day, by the programs that share its credit
unit: amounts in the reporting currency; probabilities and shares from 0 to 1
denominators: share: the deal under the company's attribution model, so that a deal's shares add up to 1
caveats: opening, closing and change are the program's part; over a deal's programs they add up to the deal, over deals to the bridge
changed_by:
  core.deal_credit: known; select moved.as_of_day from core.deal_movement as moved inner join changed_now on
      changed_now.deal_id = moved.deal_id
  core.deal_version: known; select moved.as_of_day from core.deal_movement as moved inner join changed_now on
      changed_now.deal_id = moved.deal_id
columns:
  as_of_day: the business day
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  deal_id: the CRM's id
  deal_name: its name
  account_name: the customer
  team: the sales team
  owner: the sales rep
  movement: newly_qualified, raised, lowered, fell_below, won, lost or removed
  program_id: a program that has a share in it
  share: the program's share
  opening: its part of the qualified amount the day before
  closing: its part of the qualified amount at the end of the day
  change: its part of the change by the movement, without the exchange rate's effect
  probability_before: closing probability the day before
  probability_after: closing probability at the end of the day
  stage_before: stage the day before
  stage_after: stage at the end of the day
  threshold: the probability from which it is qualified
  currency: ISO 4217 code of the amounts
*/
select
  moved.as_of_day,
  moved.vintage,
  moved.deal_id,
  deal.deal_name,
  deal.account_name,
  moved.team,
  moved.owner,
  moved.movement,
  credit.program_id,
  credit.credit as share,
  cast(moved.opening * credit.credit as decimal(28, 8)) as opening,
  cast(moved.closing * credit.credit as decimal(28, 8)) as closing,
  cast(moved.change * credit.credit as decimal(28, 8)) as change,
  moved.probability_before,
  moved.probability_after,
  moved.stage_before,
  moved.stage_after,
  moved.threshold,
  cast(:currency as text) as currency
from core.deal_movement as moved
inner join core.deal_credit as credit
  on credit.deal_id = moved.deal_id
  and credit.model = :default_model
  and known_on(credit, moved.known_on)
inner join core.deal_version as deal
  on deal.deal_id = moved.deal_id
  and known_on(deal, moved.known_on)
where moved.movement <> 'none'
