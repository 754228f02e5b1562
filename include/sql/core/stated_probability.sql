/*
description: a probability that was stated of a deal at the end of a day before it closed, for deals closed in the 365 days that end on a report day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, deal_id, day]
columns:
  as_of_day: the report day, whose knowledge counts
  deal_id: the deal
  day: the day; the probability stood so until the deal's next row or its closing
  probability: the closing probability at the end of the day
  is_won: the deal was won, otherwise lost
  owner_id: the sales rep
  owner: the sales rep's name
  team: the sales team
  threshold: the probability from which the team calls a deal qualified
*/
with stated as (
  select
    closed.as_of_day,
    closed.deal_id,
    event.event_day as day,
    event.probability,
    event.is_open,
    closed.is_won,
    closed.owner_id,
    closed.owner,
    closed.team,
    row_number() over (
      partition by closed.as_of_day, closed.deal_id, event.event_day order by event.event_at desc, event.event_key desc
    ) as row_rank
  from core.deal_closed as closed
  inner join core.deal_event as event
    on event.deal_id = closed.deal_id
    and event.event_day < closed.closed_on
    and known_on(event, closed.as_of_day)
  where date_diff('day', closed.closed_on, closed.as_of_day) < 365
)

select
  stated.as_of_day,
  stated.deal_id,
  stated.day,
  stated.probability,
  stated.is_won,
  stated.owner_id,
  stated.owner,
  stated.team,
  coalesce(threshold.threshold, :default_threshold) as threshold
from stated
left join core.team_threshold as threshold
  on threshold.team = stated.team
  and threshold.valid_from <= stated.as_of_day
  and stated.as_of_day < threshold.valid_until
  and known_on(threshold, stated.as_of_day)
where stated.row_rank = 1 and stated.is_open
