/*
description: a deal that moved the qualified pipeline on a day
materialized: table
grain: [as_of_day, vintage, deal_id]
owner: sales
definition: each deal that reached, left or changed within the qualified pipeline on the day
unit: amounts in the reporting currency; probabilities from 0 to 1
columns:
  as_of_day: the business day
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  deal_id: the CRM's id
  deal_name: its name
  account_name: the customer
  team: the sales team
  owner: the sales rep
  movement: newly_qualified, raised, lowered, fell_below, won, lost or removed
  opening: qualified amount the day before
  closing: qualified amount at the end of the day
  change: change by the movement, without the exchange rate's effect
  probability_before: closing probability the day before
  probability_after: closing probability at the end of the day
  stage_before: stage the day before
  stage_after: stage at the end of the day
  threshold: the probability from which it is qualified
  program_id: the program with the largest share in it
  currency: ISO 4217 code of the amounts
*/
with ranked as (
  select
    moved.*,
    credit.program_id,
    row_number() over (
      partition by moved.as_of_day, moved.vintage, moved.deal_id order by credit.credit desc, md5(credit.program_id)
    ) as row_rank
  from core.deal_movement as moved
  inner join core.deal_credit as credit
    on credit.deal_id = moved.deal_id
    and credit.model = :default_model
    and credit.known_from <= moved.known_on
    and moved.known_on < credit.known_until
  where moved.movement <> 'none'
)

select
  ranked.as_of_day,
  ranked.vintage,
  ranked.deal_id,
  deal.deal_name,
  deal.account_name,
  ranked.team,
  ranked.owner,
  ranked.movement,
  ranked.opening,
  ranked.closing,
  ranked.change,
  ranked.probability_before,
  ranked.probability_after,
  ranked.stage_before,
  ranked.stage_after,
  ranked.threshold,
  ranked.program_id,
  cast(:currency as text) as currency
from ranked
inner join core.deal_version as deal
  on deal.deal_id = ranked.deal_id
  and deal.known_from <= ranked.known_on
  and ranked.known_on < deal.known_until
where ranked.row_rank = 1
