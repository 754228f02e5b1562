/*
description: a program's share in an order of the period that ends on a report day, or in a deal open at its end, under the removal effects known that day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, subject_type, subject_id, program_id]
changed_by:
  core.revenue_event: event_day for :period_days days
  core.sale: select report.day from core.report_day as report inner join core.revenue_event as event on
      event.event_day <= report.day and date_diff('day', event.event_day, report.day) < :period_days inner join
      changed_now on changed_now.order_id = event.order_id
columns:
  as_of_day: the report day
  subject_type: order or deal
  subject_id: its id
  program_id: the program; unattributed where there is no touch
  credit: the share; the shares of a subject add up to exactly 1
*/
-- Whose orders and deals these are is of the latest data, as in the comparison of models; what a touch weighs, by what its
-- program's removal would cost, is what was known on the report day. While few paths stand behind the effects nothing is
-- shared out.
with sold as (
  select distinct report.day as as_of_day, revenue.order_id
  from core.report_day as report
  inner join core.revenue_event as revenue
    on revenue.event_day <= report.day
    and date_diff('day', revenue.event_day, report.day) < :period_days
    and is_current(revenue)
),

-- a wholesale order is what became of its deal, and has its deal's touches; so has a won deal that counts as revenue
subject as (
  select
    sold.as_of_day,
    'order' as subject_type,
    sold.order_id as subject_id,
    case when sale.deal_id is null then 'order' else 'deal' end as touched_type,
    coalesce(sale.deal_id, sold.order_id) as touched_id
  from sold
  inner join core.sale as sale
    on sale.order_id = sold.order_id
    and is_current(sale)
  union all
  select
    as_of_day,
    'deal' as subject_type,
    deal_id as subject_id,
    'deal' as touched_type,
    deal_id as touched_id
  from core.deal_pipeline
  where vintage = 'latest' and day = as_of_day and is_open
),

effect as (
  select as_of_day, program_id, cast(coalesce(removal_effect, 0) * 1000000000 as bigint) as weight
  from marts.markov_attribution
  where not is_withheld
),

touch as (
  select
    subject.as_of_day,
    subject.subject_type,
    subject.subject_id,
    coalesce(touch.program_id, 'unattributed') as program_id,
    coalesce(effect.weight, 0) as weight,
    row_number() over (
      partition by subject.as_of_day, subject.subject_type, subject.subject_id
      order by touch.touched_at desc, md5(touch.touch_id) desc
    ) = 1 as is_last
  from subject
  inner join (select distinct as_of_day from effect) as told on told.as_of_day = subject.as_of_day
  left join core.touch_program as touch
    on touch.subject_type = subject.touched_type
    and touch.subject_id = subject.touched_id
    and known_on(touch, subject.as_of_day)
  left join effect
    on effect.as_of_day = subject.as_of_day
    and effect.program_id = touch.program_id
),

cut as (
  select
    touch.*,
    cast(
      coalesce(
        weight * 1000000
        // nullif(cast(sum(weight) over (partition by as_of_day, subject_type, subject_id) as bigint), 0),
        0
      ) as bigint
    ) as millionths
  from touch
),

share as (
  select
    as_of_day,
    subject_type,
    subject_id,
    program_id,
    case
      when is_last
        then 1000000 - sum(case when is_last then 0 else millionths end) over (
          partition by as_of_day, subject_type, subject_id
        )
      else millionths
    end as millionths
  from cut
)

select
  as_of_day,
  subject_type,
  subject_id,
  program_id,
  cast(sum(millionths) * cast(0.000001 as decimal(7, 6)) as decimal(9, 6)) as credit
from share
group by as_of_day, subject_type, subject_id, program_id
having sum(millionths) > 0
