/*
description: how a deal moved the qualified pipeline on a day, under one state of knowledge
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, vintage, deal_id]
changed_by:
  core.fx_rate: day
columns:
  as_of_day: the day of the movement
  vintage: as_reported (as known on as_of_day) or latest (as known today)
  known_on: the business day whose knowledge counts
  deal_id: the deal
  movement: newly_qualified, raised, lowered, fell_below, won, lost, removed, or none
  opening: qualified amount at the end of the day before, at that day's rate
  closing: qualified amount at the end of the day, at the day's rate
  change: change by the movement itself
  currency_effect: change by the exchange rate alone
  probability_before: closing probability the day before
  probability_after: closing probability at the end of the day
  stage_before: stage the day before
  stage_after: stage at the end of the day
  threshold: the probability from which it is qualified
  team: the sales team
  owner: the sales rep
*/
-- What leaves leaves with what it was worth the day before; what stays is compared at the day's rate, and the rate's own
-- effect stands apart. So opening + change + currency_effect = closing for every deal, to the cent.
with before as (
  select * from core.deal_pipeline where day < as_of_day
),

after as (
  select * from core.deal_pipeline where day = as_of_day
),

pair as (
  select
    coalesce(after.as_of_day, before.as_of_day) as as_of_day,
    coalesce(after.vintage, before.vintage) as vintage,
    coalesce(after.known_on, before.known_on) as known_on,
    coalesce(after.deal_id, before.deal_id) as deal_id,
    coalesce(before.is_qualified, false) as was_qualified,
    coalesce(after.is_qualified, false) as is_qualified,
    coalesce(after.is_won, false) as is_won,
    coalesce(after.is_lost, false) as is_lost,
    coalesce(after.is_open, false) as is_open,
    case when before.is_qualified then coalesce(before.amount_reporting, 0) else 0 end as opening,
    case when after.is_qualified then coalesce(after.amount_reporting, 0) else 0 end as closing,
    before.amount as amount_before,
    before.currency as currency_before,
    before.probability as probability_before,
    after.probability as probability_after,
    before.stage as stage_before,
    after.stage as stage_after,
    coalesce(after.threshold, before.threshold) as threshold,
    coalesce(after.team, before.team) as team,
    coalesce(after.owner, before.owner) as owner
  from after
  full outer join before
    on before.as_of_day = after.as_of_day
    and before.vintage = after.vintage
    and before.deal_id = after.deal_id
),

rated as (
  select
    pair.as_of_day,
    pair.vintage,
    pair.known_on,
    pair.deal_id,
    pair.was_qualified,
    pair.is_qualified,
    pair.is_won,
    pair.is_lost,
    pair.is_open,
    pair.opening,
    pair.closing,
    pair.probability_before,
    pair.probability_after,
    pair.stage_before,
    pair.stage_after,
    pair.threshold,
    pair.team,
    pair.owner,
    case
      when pair.was_qualified and pair.is_qualified
        then cast(
          coalesce(round(cast(pair.amount_before as decimal(28, 2)) * fx.rate, 2), 0) as decimal(28, 2)
        ) - pair.opening
      else 0
    end as currency_effect
  from pair
  left join core.fx_rate as fx
    on fx.day = pair.as_of_day
    and fx.currency = pair.currency_before
    and known_on(fx, pair.known_on)
)

select
  as_of_day,
  vintage,
  known_on,
  deal_id,
  case
    when is_qualified and not was_qualified then 'newly_qualified'
    when was_qualified and is_qualified and closing - opening - currency_effect > 0 then 'raised'
    when was_qualified and is_qualified and closing - opening - currency_effect < 0 then 'lowered'
    when was_qualified and not is_qualified and is_won then 'won'
    when was_qualified and not is_qualified and is_lost then 'lost'
    when was_qualified and not is_qualified and is_open then 'fell_below'
    when was_qualified and not is_qualified then 'removed'
    else 'none'
  end as movement,
  cast(opening as decimal(28, 2)) as opening,
  cast(closing as decimal(28, 2)) as closing,
  cast(closing - opening - currency_effect as decimal(28, 2)) as change,
  cast(currency_effect as decimal(28, 2)) as currency_effect,
  probability_before,
  probability_after,
  stage_before,
  stage_after,
  threshold,
  team,
  owner
from rated
where was_qualified or is_qualified
