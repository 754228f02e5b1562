/*
description: a deal at the end of a day, as known on a business day (that day itself, or the day after it)
materialized: incremental
partition_by: known_on
grain: [known_on, day, deal_id]
changed_by:
  core.deal_activity: only active_from until active_until
columns:
  known_on: the business day whose knowledge this is
  day: the day at whose end the deal stood so; known_on or the day before
  deal_id: the deal
  event_at: instant of the last change up to then
  stage: its stage
  amount: its amount in its own currency
  currency: ISO 4217 code of amount
  amount_reporting: its amount in the reporting currency at the day's rate, rounded to cents
  probability: its closing probability
  team: the sales team
  owner: the sales rep
  threshold: the probability from which it is qualified
  is_open: neither closed nor deleted
  is_won: won
  is_lost: lost
  is_qualified: open, and its probability has reached the threshold
  rate: the rate at which amount was converted; null where none is known
*/
-- Nothing here may look at what became known after known_on: that is what makes a past day's figure the same for ever.
with snapshot_day as (
  select business.day as known_on, calendar.day
  from core.business_day as business
  inner join core.calendar as calendar
    on calendar.day <= business.day
    and date_diff('day', calendar.day, business.day) <= 1
),

event as (
  select deal_event.*, active.active_until
  from core.deal_event as deal_event
  inner join core.deal_activity as active on active.deal_id = deal_event.deal_id
),

ranked as (
  select
    snapshot_day.known_on,
    snapshot_day.day,
    event.deal_id,
    event.event_at,
    event.event_day,
    event.stage,
    event.amount,
    event.probability,
    event.is_open,
    event.is_won,
    event.is_lost,
    row_number() over (
      partition by snapshot_day.known_on, snapshot_day.day, event.deal_id
      order by event.event_at desc, event.event_key desc
    ) as row_rank
  from snapshot_day
  inner join event
    on event.event_day <= snapshot_day.day
    and snapshot_day.known_on < event.active_until
    and known_on(event, snapshot_day.known_on)
),

state as (
  -- a deal that closed earlier is of no more interest: it stays closed, or a later event opens it again
  select * from ranked where row_rank = 1 and (is_open or event_day = day)
)

select
  state.known_on,
  state.day,
  state.deal_id,
  state.event_at,
  state.stage,
  state.amount,
  deal.currency,
  converted(state.amount, fx.rate) as amount_reporting,
  state.probability,
  rep.team,
  rep.rep_name as owner,
  coalesce(threshold.threshold, :default_threshold) as threshold,
  state.is_open,
  state.is_won,
  state.is_lost,
  state.is_open and state.probability >= coalesce(threshold.threshold, :default_threshold) as is_qualified,
  fx.rate
from state
inner join core.deal_version as deal
  on deal.deal_id = state.deal_id
  and known_on(deal, state.known_on)
left join staging.sales_rep as rep
  on rep.owner_id = deal.owner_id
  and known_on(rep, state.known_on)
left join core.team_threshold as threshold
  on threshold.team = rep.team
  and threshold.valid_from <= state.day
  and state.day < threshold.valid_until
  and known_on(threshold, state.known_on)
left join core.fx_rate as fx
  on fx.day = state.day
  and fx.currency = deal.currency
  and known_on(fx, state.known_on)
