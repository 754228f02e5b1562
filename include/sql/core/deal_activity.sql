/*
description: the span of business days in which a deal may stand open, or anything is told of it
materialized: incremental
unique_key: deal_id
grain: [deal_id]
columns:
  deal_id: the deal
  active_from: day of its first event
  active_until: two days after its last event, and after the last day on which anything else became known of it; the end of time while it is open
*/
-- Two days, for a day is looked at once more on the day after it. From then on a deal stays closed, whatever is asked.
with ranked as (
  select
    deal_event.*,
    row_number() over (
      partition by deal_id
      order by case when is_current(deal_event) then 0 else 1 end, event_at desc, event_key desc
    ) as row_rank
  from core.deal_event as deal_event
)

select
  deal_id,
  min(event_day) as active_from,
  case
    when max(case when row_rank = 1 and is_current() and is_open then 1 else 0 end) = 1 then end_of_time()
    else cast(
      greatest(
        max(event_day), max(known_from), max(case when is_current() then known_from else known_until end)
      ) + interval '2' day as date
    )
  end as active_until
from ranked
group by deal_id
