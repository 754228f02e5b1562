/*
description: how far days that an earlier report spoke of have moved by the end of a week, month or quarter
materialized: incremental
partition_by: as_of_day
grain: [period_kind, as_of_day, source, measure]
owner: data
definition: of flows the sums of all days before the period, as known on its eve and at its end; of qualified pipeline, a level, the last day whose level moved
formula: change = after − before; flows: sums over the days that moved; level: the last of those days alone, since levels of several days don't add up
unit: the row's own unit: an ISO 4217 code, or count
caveats: the level is compared as first reported and as known on the next day
changed_by:
  core.program_fact: select period.as_of_day from core.period as period inner join changed on changed.known_from between
      period.first_day and period.as_of_day or changed.known_until between period.first_day and period.as_of_day
  marts.pipeline_bridge: select period.as_of_day from core.period as period inner join changed on changed.as_of_day
      between period.first_day and period.as_of_day
columns:
  as_of_day: last day of the period
  period_kind: week, month or quarter
  source: ads, costs, till or crm
  measure: ad_spend, platform_conversions, platform_conversion_value, other_cost, net_revenue or qualified_pipeline
  is_level: the measure is a level, as at a day's end, and no flow
  days_moved: how many days moved
  oldest_day: the oldest of them
  last_day: the last of them
  before: what was known of those days, of a level of the last of them, before
  after: what was known of it afterwards
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

-- only days of which something began or ceased to be known within the period can have moved
turned as (
  select distinct period.period_kind, period.first_day, period.as_of_day, fact.source, fact.measure, fact.event_day
  from core.period as period
  inner join fact
    on fact.event_day < period.first_day
    and (
      fact.known_from between period.first_day and period.as_of_day
      or fact.known_until between period.first_day and period.as_of_day
    )
),

compared as (
  select
    turned.period_kind,
    turned.as_of_day,
    turned.source,
    turned.measure,
    fact.unit,
    turned.event_day,
    coalesce(
      sum(fact.amount) filter (where fact.known_from < turned.first_day and turned.first_day <= fact.known_until), 0
    ) as before,
    coalesce(
      sum(fact.amount) filter (where known_on(fact, turned.as_of_day)), 0
    ) as after
  from turned
  inner join fact
    on fact.source = turned.source
    and fact.measure = turned.measure
    and fact.event_day = turned.event_day
  group by turned.period_kind, turned.as_of_day, turned.source, turned.measure, fact.unit, turned.event_day
),

moved as (
  select period_kind, as_of_day, source, measure, unit, event_day, false as is_level, before, after
  from compared
  where before <> after
  union all
  select
    period.period_kind,
    period.as_of_day,
    'crm' as source,
    'qualified_pipeline' as measure,
    :currency as unit,
    cast(bridge.as_of_day - interval '1' day as date) as event_day,
    true as is_level,
    sum(bridge.opening) as before,
    sum(bridge.opening + bridge.restated) as after
  from core.period as period
  inner join marts.pipeline_bridge as bridge
    on bridge.as_of_day between period.first_day and period.as_of_day
    and bridge.vintage = 'as_reported'
  group by period.period_kind, period.as_of_day, bridge.as_of_day
  having sum(bridge.restated) <> 0
),

ranked as (
  select
    moved.*,
    row_number() over (
      partition by as_of_day, period_kind, source, measure order by event_day desc
    ) as from_last
  from moved
)

select
  as_of_day,
  period_kind,
  source,
  measure,
  is_level,
  count(*) as days_moved,
  min(event_day) as oldest_day,
  max(event_day) as last_day,
  cast(sum(case when not is_level or from_last = 1 then before end) as decimal(28, 8)) as before,
  cast(sum(case when not is_level or from_last = 1 then after end) as decimal(28, 8)) as after,
  cast(sum(case when not is_level or from_last = 1 then after - before end) as decimal(28, 8)) as change,
  cast(unit as text) as unit
from ranked
group by as_of_day, period_kind, source, measure, is_level, unit
