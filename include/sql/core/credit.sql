/*
row: a program's share in an order or a deal under one attribution model, as known over a span of business days
kept: table
grain: [subject_type, subject_id, model, program_id, known_from]
columns:
  subject_type: order or deal
  subject_id: its id
  model: first, last, last_non_direct or linear
  program_id: the program; unattributed where no touch says one
  credit: the share; the shares of a subject under a model add up to exactly 1
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
with subject as (
  select 'order' as subject_type, order_id as subject_id, min(known_from) as known_from
  from core.order_version
  where deal_id is null
  group by order_id
  union all
  select 'deal' as subject_type, deal_id as subject_id, known_from
  from core.deal
),

boundary as (
  select subject_type, subject_id, known_from from subject
  union
  select subject_type, subject_id, known_from from core.touch_program
  union
  select subject_type, subject_id, known_until as known_from
  from core.touch_program
  where known_until < cast('9999-12-31' as date)
),

span as (
  select
    boundary.subject_type,
    boundary.subject_id,
    boundary.known_from,
    coalesce(
      lead(boundary.known_from) over (
        partition by boundary.subject_type, boundary.subject_id order by boundary.known_from
      ),
      cast('9999-12-31' as date)
    ) as known_until
  from boundary
  inner join subject
    on subject.subject_type = boundary.subject_type
    and subject.subject_id = boundary.subject_id
    and subject.known_from <= boundary.known_from
),

ranked as (
  select
    span.subject_type,
    span.subject_id,
    span.known_from,
    span.known_until,
    touch.program_id,
    row_number() over (
      partition by span.subject_type, span.subject_id, span.known_from
      order by touch.touched_at, md5(touch.touch_id)
    ) as from_first,
    row_number() over (
      partition by span.subject_type, span.subject_id, span.known_from
      order by touch.touched_at desc, md5(touch.touch_id) desc
    ) as from_last,
    row_number() over (
      partition by span.subject_type, span.subject_id, span.known_from
      order by
        case when touch.is_direct then 1 else 0 end,
        touch.touched_at desc,
        md5(touch.touch_id) desc
    ) as from_last_non_direct,
    count(touch.touch_id) over (
      partition by span.subject_type, span.subject_id, span.known_from
    ) as touches
  from span
  left join core.touch_program as touch
    on touch.subject_type = span.subject_type
    and touch.subject_id = span.subject_id
    and touch.known_from <= span.known_from
    and span.known_from < touch.known_until
),

shared as (
  select 'first' as model, ranked.*, cast(1 as decimal(9, 6)) as share from ranked where from_first = 1
  union all
  select 'last' as model, ranked.*, cast(1 as decimal(9, 6)) as share from ranked where from_last = 1
  union all
  select 'last_non_direct' as model, ranked.*, cast(1 as decimal(9, 6)) as share
  from ranked
  where from_last_non_direct = 1
  union all
  -- 1/n cut to six places; what is left over goes to the last touch
  select
    'linear' as model,
    ranked.*,
    cast(
      case
        when touches = 0 then 1000000
        when from_last = 1 then 1000000 - (1000000 // touches) * (touches - 1)
        else 1000000 // touches
      end * cast(0.000001 as decimal(7, 6)) as decimal(9, 6)
    ) as share
  from ranked
),

-- a wholesale order is what became of its deal, and has its deal's credit
credit as (
  select subject_type, subject_id, model, program_id, share, known_from, known_until from shared
  union all
  select
    'order' as subject_type,
    sold.order_id as subject_id,
    shared.model,
    shared.program_id,
    shared.share,
    shared.known_from,
    shared.known_until
  from (select distinct order_id, deal_id from core.order_version where deal_id is not null) as sold
  inner join shared on shared.subject_type = 'deal' and shared.subject_id = sold.deal_id
)

select
  subject_type,
  subject_id,
  model,
  coalesce(program_id, 'unattributed') as program_id,
  cast(sum(share) as decimal(9, 6)) as credit,
  known_from,
  known_until
from credit
group by subject_type, subject_id, model, coalesce(program_id, 'unattributed'), known_from, known_until
