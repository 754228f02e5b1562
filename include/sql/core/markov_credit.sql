/*
description: a program's share in an order or a deal under Markov's removal effects, as of the latest data
materialized: table
grain: [subject_type, subject_id, program_id]
columns:
  subject_type: order or deal
  subject_id: its id
  program_id: the program; unattributed where there is no touch
  credit: the share; the shares of a subject add up to exactly 1
*/
-- Removal effects are learnt from all journeys, so they say something of today only; while few paths stand behind them
-- nothing is shared out. A touch weighs what its program's removal would cost.
with touch as (
  select
    weight.subject_type,
    weight.subject_id,
    weight.touch_number,
    weight.is_last,
    coalesce(weight.program_id, 'unattributed') as program_id,
    case
      when weight.program_id is null then 0
      else cast(coalesce(effect.effect, 0) * 1000000000 as bigint)
    end as weight
  from core.touch_weight as weight
  left join core.markov_effect as effect on effect.program_id = weight.program_id
  where weight.model = 'linear'
    and is_current(weight)
    and exists (select 1 from core.markov_effect as effect where not effect.is_withheld)
),

cut as (
  select
    touch.*,
    cast(
      coalesce(
        weight * 1000000 // nullif(cast(sum(weight) over (partition by subject_type, subject_id) as bigint), 0), 0
      ) as bigint
    ) as millionths
  from touch
),

share as (
  select
    subject_type,
    subject_id,
    program_id,
    case
      when is_last
        then 1000000 - sum(case when is_last then 0 else millionths end) over (partition by subject_type, subject_id)
      else millionths
    end as millionths
  from cut
),

credit as (
  select subject_type, subject_id, program_id, millionths from share
  union all
  select 'order' as subject_type, sold.order_id as subject_id, share.program_id, share.millionths
  from core.sale as sold
  inner join share on share.subject_type = 'deal' and share.subject_id = sold.deal_id
  where is_current(sold)
)

select
  subject_type,
  subject_id,
  program_id,
  cast(sum(millionths) * cast(0.000001 as decimal(7, 6)) as decimal(9, 6)) as credit
from credit
group by subject_type, subject_id, program_id
having sum(millionths) > 0
