/*
description: a program's goal on a report day, as first reported
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, program_id, measure]
owner: marketing
definition: how much of what a program set out to reach it has reached, beside what an even pace would have reached
formula: attainment = actual / target × 100; expected by now = days gone / days × 100; pace = attainment / expected by now × 100
unit: target and actual in the reporting currency for revenue, contribution and qualified_pipeline, else in pieces
denominators: attainment: target; pace: expected by now
caveats: sums run from the goal's first day to the report day or the goal's last one; qualified pipeline is the level at that day, and has no pace of its own; reach is the best of one post on one day; targets in another currency than the company's are left out
changed_by:
  marts.qualified_pipeline: select report.day from core.report_day as report inner join changed on changed.as_of_day <=
      report.day where changed.vintage = 'as_reported'
columns:
  as_of_day: the report day
  program_id: the program
  goal: the program's goal
  measure: revenue, orders, leads, qualified_pipeline, reach or contribution
  target: what is to be reached
  actual: what was reached; null where it is not known
  attainment_percent: actual / target × 100
  expected_by_now_percent: days gone / days × 100; null for a level
  pace_percent: attainment / expected by now × 100; null for a level
  stated_before_start: whether the goal was stated on or before its first day
  currency: ISO 4217 code of target and actual; null for pieces
*/
with goal as (
  select
    report.day as as_of_day,
    goal.program_id,
    program.goal,
    goal.measure,
    goal.target,
    goal.currency,
    goal.stated_on,
    goal.starts_on,
    goal.ends_on,
    least(report.day, goal.ends_on) as until_day
  from core.report_day as report
  inner join staging.program_goal as goal
    on known_on(goal, report.day)
    and goal.starts_on <= report.day
  left join staging.program as program
    on program.program_id = goal.program_id
    and known_on(program, report.day)
  where goal.currency is null or goal.currency = :currency
),

booked as (
  select
    goal.as_of_day,
    goal.program_id,
    goal.measure,
    sum(fact.orders) as orders,
    sum(fact.sales) as sales,
    sum(fact.cancellations) as cancellations,
    sum(fact.returns) as returns,
    sum(fact.cost_of_goods) as cost_of_goods,
    sum(fact.payment_fees) as payment_fees,
    sum(fact.fulfilment) as fulfilment,
    sum(fact.events_without_cost) as events_without_cost
  from goal
  inner join core.program_fact as fact
    on fact.program_id = goal.program_id
    and fact.event_day between goal.starts_on and goal.until_day
    and fact.source in ('till', 'crm')
    and known_on(fact, goal.as_of_day)
  where goal.measure in ('revenue', 'orders', 'contribution')
  group by goal.as_of_day, goal.program_id, goal.measure
),

lead as (
  select goal.as_of_day, goal.program_id, count(*) as leads
  from goal
  inner join core.lead_program as program
    on program.program_id = goal.program_id
    and known_on(program, goal.as_of_day)
  inner join core.lead_version as lead
    on lead.lead_id = program.lead_id
    and known_on(lead, goal.as_of_day)
    and not lead.is_deleted
    and cast(timezone(:time_zone, lead.created_at) as date) between goal.starts_on and goal.until_day
  where goal.measure = 'leads'
  group by goal.as_of_day, goal.program_id
),

pipeline as (
  select goal.as_of_day, goal.program_id, sum(pipeline.qualified) as qualified
  from goal
  inner join marts.qualified_pipeline as pipeline
    on pipeline.as_of_day = goal.until_day
    and pipeline.vintage = 'as_reported'
    and pipeline.model = :default_model
    and pipeline.program_id = goal.program_id
  where goal.measure = 'qualified_pipeline'
  group by goal.as_of_day, goal.program_id
),

reached as (
  select goal.as_of_day, goal.program_id, max(figure.reach) as reach
  from goal
  inner join staging.post as post
    on post.program_id = goal.program_id
    and known_on(post, goal.as_of_day)
  inner join staging.post_day as figure
    on figure.post_id = post.post_id
    and figure.day between goal.starts_on and goal.until_day
    and known_on(figure, goal.as_of_day)
  where goal.measure = 'reach'
  group by goal.as_of_day, goal.program_id
),

joined as (
  select
    goal.*,
    cast(
      case goal.measure
        when 'revenue' then case when connected.revenue then net_revenue(booked) end
        when 'orders' then case when connected.revenue then coalesce(booked.orders, 0) end
        when 'contribution' then case when connected.till then contribution(booked) end
        when 'leads' then case when connected.crm then coalesce(lead.leads, 0) end
        when 'qualified_pipeline' then case when connected.crm then coalesce(pipeline.qualified, 0) end
        when 'reach' then reached.reach
      end as decimal(28, 2)
    ) as actual,
    case
      when goal.measure <> 'qualified_pipeline'
        then cast(date_diff('day', goal.starts_on, goal.until_day) + 1 as double)
        / nullif(date_diff('day', goal.starts_on, goal.ends_on) + 1, 0) * 100
    end as gone_percent
  from goal
  inner join core.connected as connected
    on known_on(connected, goal.as_of_day)
  left join booked
    on booked.as_of_day = goal.as_of_day and booked.program_id = goal.program_id and booked.measure = goal.measure
  left join lead on lead.as_of_day = goal.as_of_day and lead.program_id = goal.program_id
  left join pipeline on pipeline.as_of_day = goal.as_of_day and pipeline.program_id = goal.program_id
  left join reached on reached.as_of_day = goal.as_of_day and reached.program_id = goal.program_id
)

select
  as_of_day,
  program_id,
  goal,
  measure,
  cast(target as decimal(28, 2)) as target,
  actual,
  -- rounded as decimals: engines cut a double that lies on half of the last place differently
  cast(
    round(cast(cast(actual as double) / nullif(cast(target as double), 0) * 100 as decimal(28, 8)), 4) as decimal(18, 4)
  ) as attainment_percent,
  cast(gone_percent as decimal(18, 4)) as expected_by_now_percent,
  cast(
    round(
      cast(
        cast(actual as double) / nullif(cast(target as double), 0) * 100 / nullif(gone_percent, 0) * 100
        as decimal(28, 8)
      ),
      4
    ) as decimal(18, 4)
  ) as pace_percent,
  stated_on <= starts_on as stated_before_start,
  currency
from joined
