/*
description: a deal's state at the end of a day under one state of knowledge
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, vintage, day, deal_id]
changed_by:
  core.deal_as_reported: known_on
  core.deal_latest: day for 2 days
columns:
  as_of_day: the business day that is spoken of
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  known_on: the business day whose knowledge counts; 9999-12-30 for latest
  day: as_of_day or the day before
  deal_id: the deal
  amount_reporting: its amount in the reporting currency at the rate of `day`
  amount: its amount in its own currency
  currency: ISO 4217 code of amount
  probability: its closing probability
  stage: its stage
  team: the sales team
  owner: the sales rep
  threshold: the probability from which it is qualified
  is_open: neither closed nor deleted
  is_won: won
  is_lost: lost
  is_qualified: open, and its probability has reached the threshold
*/
with now_day as (
  select business.day as as_of_day, state.*
  from core.business_day as business
  inner join core.deal_latest as state
    on state.day <= business.day
    and date_diff('day', state.day, business.day) <= 1
)

select
  known_on as as_of_day,
  'as_reported' as vintage,
  known_on,
  day,
  deal_id,
  amount_reporting,
  amount,
  currency,
  probability,
  stage,
  team,
  owner,
  threshold,
  is_open,
  is_won,
  is_lost,
  is_qualified
from core.deal_as_reported
union all
select
  as_of_day,
  'latest' as vintage,
  latest_knowledge() as known_on,
  day,
  deal_id,
  amount_reporting,
  amount,
  currency,
  probability,
  stage,
  team,
  owner,
  threshold,
  is_open,
  is_won,
  is_lost,
  is_qualified
from now_day
