/*
description: how far a source moved the past on a business day
materialized: incremental
partition_by: known_on
grain: [known_on, source, measure]
owner: data
definition: what became known on a business day about earlier days, beside what was known of them before
formula: change = Σ after − before over the earlier days that moved
unit: the row's own unit: an ISO 4217 code, or count
caveats: a day that arrives late for the first time moves from nothing
changed_by:
  core.program_fact: select known_from from changed; select fact.known_from from core.program_fact as fact inner join
      changed on changed.source = fact.source and changed.event_day = fact.event_day
  marts.pipeline_bridge: as_of_day
columns:
  known_on: the business day on which the past moved
  source: ads, costs, till or crm
  measure: what moved
  days_moved: how many earlier days moved
  oldest_day: the oldest of them
  before: what was known of those days before
  after: what is known since
  change: after − before
  unit: ISO 4217 code, or count
*/
with fact as (
  select source, 'ad_spend' as measure, :currency as unit, event_day, ad_spend as amount, known_from, known_until
  from core.program_fact where source = 'ads'
  union all
  select
    source,
    'platform_conversions' as measure,
    'count' as unit,
    event_day,
    platform_conversions as amount,
    known_from,
    known_until
  from core.program_fact where source = 'ads'
  union all
  select
    source,
    'platform_conversion_value' as measure,
    :currency as unit,
    event_day,
    platform_conversion_value as amount,
    known_from,
    known_until
  from core.program_fact where source = 'ads'
  union all
  select source, 'other_cost' as measure, :currency as unit, event_day, other_cost as amount, known_from, known_until
  from core.program_fact where source = 'costs'
  union all
  select
    source,
    'net_revenue' as measure,
    :currency as unit,
    event_day,
    sales + cancellations + returns as amount,
    known_from,
    known_until
  from core.program_fact where source in ('till', 'crm')
),

-- the day's total as it was known just before, and from, each business day on which a part of it changed
turn as (
  select distinct source, measure, unit, event_day, known_from as known_on from fact where known_from > event_day
),

compared as (
  select
    turn.known_on,
    turn.source,
    turn.measure,
    turn.unit,
    turn.event_day,
    coalesce(sum(fact.amount) filter (where fact.known_from < turn.known_on and turn.known_on <= fact.known_until), 0) as before,
    coalesce(sum(fact.amount) filter (where known_on(fact, turn.known_on)), 0) as after
  from turn
  inner join fact
    on fact.source = turn.source
    and fact.measure = turn.measure
    and fact.event_day = turn.event_day
  group by turn.known_on, turn.source, turn.measure, turn.unit, turn.event_day
),

moved as (
  select known_on, source, measure, unit, event_day, before, after from compared where before <> after
  union all
  select
    as_of_day as known_on,
    'crm' as source,
    'qualified_pipeline' as measure,
    :currency as unit,
    cast(as_of_day - interval '1' day as date) as event_day,
    sum(opening) as before,
    sum(opening + restated) as after
  from marts.pipeline_bridge
  where vintage = 'as_reported'
  group by as_of_day
  having sum(restated) <> 0
)

select
  known_on,
  source,
  measure,
  count(*) as days_moved,
  min(event_day) as oldest_day,
  cast(sum(before) as decimal(28, 8)) as before,
  cast(sum(after) as decimal(28, 8)) as after,
  cast(sum(after) - sum(before) as decimal(28, 8)) as change,
  cast(unit as text) as unit
from moved
group by known_on, source, measure, unit
