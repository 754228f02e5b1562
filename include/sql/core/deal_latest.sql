/*
description: a deal at the end of a day, as of the latest data
materialized: incremental
partition_by: day
grain: [day, deal_id]
changed_by:
  core.deal_event: select business.day from core.business_day as business inner join (select min(event_day) as first_day
      from changed_now) as moved on business.day >= moved.first_day
  core.deal_version: select business.day from core.business_day as business inner join (select min(event.event_day) as
      first_day from core.deal_event as event inner join (select deal_id from changed where known_until = date
      '9999-12-31' group by deal_id, owner_id, currency having sum(sign) <> 0) as moved on moved.deal_id =
      event.deal_id) as since on business.day >= since.first_day
  staging.sales_rep: select day from core.deal_latest where exists (select 1 from changed_now)
  core.team_threshold: select day from core.deal_latest where exists (select 1 from changed_now)
columns:
  day: the day at whose end the deal stood so; after it closed, only the day on which it closed
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
with event as (
  select
    deal_event.*,
    row_number() over (
      partition by deal_event.deal_id, deal_event.event_day
      order by deal_event.event_at desc, deal_event.event_key desc
    ) as row_rank
  from core.deal_event as deal_event
  where is_current(deal_event)
),

span as (
  select
    deal_id,
    event_at,
    event_day,
    stage,
    amount,
    probability,
    is_open,
    is_won,
    is_lost,
    coalesce(
      lead(event_day) over (partition by deal_id order by event_day), end_of_time()
    ) as until_day
  from event
  where row_rank = 1
),

state as (
  select
    calendar.day,
    span.deal_id,
    span.event_at,
    span.stage,
    span.amount,
    span.probability,
    span.is_open,
    span.is_won,
    span.is_lost
  from span
  inner join core.business_day as calendar
    on calendar.day >= span.event_day
    and calendar.day < span.until_day
    and (span.is_open or calendar.day = span.event_day)
)

select
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
  and is_current(deal)
left join staging.sales_rep as rep
  on rep.owner_id = deal.owner_id
  and is_current(rep)
left join core.team_threshold as threshold
  on threshold.team = rep.team
  and threshold.valid_from <= state.day
  and state.day < threshold.valid_until
  and is_current(threshold)
left join core.fx_rate as fx
  on fx.day = state.day
  and fx.currency = deal.currency
  and is_current(fx)
