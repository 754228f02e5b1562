/*
description: a change or the deletion of a deal, with the state from then on
materialized: incremental
unique_key: deal_id
grain: [deal_id, event_key, known_from]
columns:
  deal_id: the deal
  event_key: orders events of one instant
  event_at: instant of the change
  event_day: the company's day of the change
  stage: stage from then on
  amount: amount from then on, in the deal's currency; null where none was entered
  probability: closing probability from then on
  is_open: neither closed nor deleted from then on
  is_won: won from then on
  is_lost: lost from then on
  known_from: first business day on which the change was known
  known_until: first business day on which it no longer was
*/
with change as (
  select
    deal_change.*,
    row_number() over (
      partition by deal_change.change_id, deal_change.known_from order by deal_change.day desc
    ) as row_rank
  from staging.deal_change as deal_change
),

versioned as (
  select
    change_id,
    deal_id,
    changed_at,
    stage,
    amount,
    probability,
    known_from,
    least(
      known_until,
      coalesce(lead(known_from) over (partition by change_id order by known_from), known_until)
    ) as known_until
  from change
  where row_rank = 1
)

select
  versioned.deal_id,
  md5(versioned.change_id) as event_key,
  versioned.changed_at as event_at,
  cast(timezone(:time_zone, versioned.changed_at) as date) as event_day,
  versioned.stage,
  versioned.amount,
  versioned.probability,
  not coalesce(stage.is_closed, false) as is_open,
  coalesce(stage.is_won, false) as is_won,
  coalesce(stage.is_closed and not stage.is_won, false) as is_lost,
  greatest(versioned.known_from, coalesce(stage.known_from, versioned.known_from)) as known_from,
  least(versioned.known_until, coalesce(stage.known_until, versioned.known_until)) as known_until
from versioned
left join core.deal_stage as stage
  on stage.stage = versioned.stage
  and known_together(stage, versioned)
union all
select
  deal_id,
  'z deleted' as event_key,
  modified_at as event_at,
  cast(timezone(:time_zone, modified_at) as date) as event_day,
  cast(null as text) as stage,
  cast(null as decimal(18, 2)) as amount,
  cast(0 as decimal(5, 4)) as probability,
  false as is_open,
  false as is_won,
  false as is_lost,
  known_from,
  known_until
from core.deal_version
where is_deleted
