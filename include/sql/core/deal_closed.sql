/*
description: a deal that was closed by a report day, as known that day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, deal_id]
changed_by:
  core.deal_qualified: select closed.as_of_day from core.deal_closed as closed inner join changed on changed.deal_id =
      closed.deal_id
columns:
  as_of_day: the report day
  deal_id: the deal
  created_on: the company's day on which it was created
  closed_on: the company's day on which it was closed
  cycle_days: days between the two
  is_won: won, otherwise lost
  amount: its amount in the reporting currency at the rate of closed_on; null where none was entered
  team: the sales team
  owner_id: the sales rep
  owner: the sales rep's name
  stood_qualified: it had been qualified at the end of a day before
*/
with ranked as (
  select
    report.day as as_of_day,
    event.deal_id,
    event.event_day,
    event.amount,
    event.is_won,
    event.is_lost,
    row_number() over (
      partition by report.day, event.deal_id order by event.event_at desc, event.event_key desc
    ) as row_rank
  from core.report_day as report
  inner join core.deal_event as event
    on event.event_day <= report.day
    and known_on(event, report.day)
),

closed as (
  select
    ranked.as_of_day,
    ranked.deal_id,
    cast(timezone(:time_zone, deal.created_at) as date) as created_on,
    ranked.event_day as closed_on,
    ranked.is_won,
    ranked.amount,
    deal.currency,
    deal.owner_id
  from ranked
  inner join core.deal_version as deal
    on deal.deal_id = ranked.deal_id
    and known_on(deal, ranked.as_of_day)
  where ranked.row_rank = 1 and (ranked.is_won or ranked.is_lost)
)

select
  closed.as_of_day,
  closed.deal_id,
  closed.created_on,
  closed.closed_on,
  cast(date_diff('day', closed.created_on, closed.closed_on) as bigint) as cycle_days,
  closed.is_won,
  converted(closed.amount, fx.rate) as amount,
  rep.team,
  closed.owner_id,
  rep.rep_name as owner,
  coalesce(stood.first_day < closed.closed_on, false) as stood_qualified
from closed
left join staging.sales_rep as rep
  on rep.owner_id = closed.owner_id
  and known_on(rep, closed.as_of_day)
left join core.fx_rate as fx
  on fx.day = closed.closed_on
  and fx.currency = closed.currency
  and known_on(fx, closed.as_of_day)
left join core.deal_qualified as stood on stood.deal_id = closed.deal_id
