/*
description: a target of a month beside what was reached by a business day, as known that day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, measure]
owner: finance
definition: how far the month has come, against an even pace towards its target
formula: target_to_date = target × days gone / days of the month
unit: amounts in the reporting currency
caveats: a level (qualified_pipeline) has no pace, its target is the month's; other months' targets count day by day in the period
columns:
  as_of_day: the business day
  measure: qualified_pipeline, revenue, cost or contribution
  month: first day of the month
  target_month: target of the month
  target_to_date: the part of it that an even pace would have reached
  actual_to_date: what was reached
  target_period: target of the rolling period that ends with the day
  actual_period: what was reached in that period
  currency: ISO 4217 code of the amounts
*/
with target as (
  select target.measure, target.month, target.amount, target.known_from, target.known_until
  from staging.target as target
  where target.currency = :currency
),

of_month as (
  select
    business.day as as_of_day,
    target.measure,
    target.month,
    target.amount as target_month,
    case
      when target.measure = 'qualified_pipeline' then cast(target.amount as decimal(28, 8))
      else cast(
        round(
          cast(target.amount * (date_diff('day', target.month, business.day) + 1) as decimal(28, 8))
          / calendar.days_in_month,
          2
        ) as decimal(28, 8)
      )
    end as target_to_date
  from core.business_day as business
  inner join core.calendar as calendar on calendar.day = business.day
  inner join target
    on target.month = calendar.month
    and known_on(target, business.day)
),

of_period as (
  select
    business.day as as_of_day,
    target.measure,
    cast(round(sum(cast(target.amount as decimal(28, 8)) / calendar.days_in_month), 2) as decimal(28, 8)) as target_period
  from core.business_day as business
  inner join core.calendar as calendar
    on calendar.day <= business.day
    and date_diff('day', calendar.day, business.day) < :period_days
  inner join target
    on target.month = calendar.month
    and known_on(target, business.day)
  where target.measure <> 'qualified_pipeline'
  group by business.day, target.measure
),

reached as (
  select
    business.day as as_of_day,
    sum(coalesce(fact.ad_spend, 0) + coalesce(fact.other_cost, 0)) as cost,
    sum(fact.sales) as sales,
    sum(fact.cancellations) as cancellations,
    sum(fact.returns) as returns,
    sum(fact.cost_of_goods) as cost_of_goods,
    sum(fact.payment_fees) as payment_fees,
    sum(fact.fulfilment) as fulfilment,
    sum(fact.events_without_cost) as events_without_cost
  from core.business_day as business
  inner join core.calendar as calendar on calendar.day = business.day
  inner join core.program_fact as fact
    on fact.event_day between calendar.month and business.day
    and known_on(fact, business.day)
  group by business.day
)

select
  of_month.as_of_day,
  of_month.measure,
  of_month.month,
  cast(of_month.target_month as decimal(28, 8)) as target_month,
  of_month.target_to_date,
  cast(
    case of_month.measure
      when 'qualified_pipeline' then period.qualified
      when 'revenue' then net_revenue(reached)
      when 'cost' then coalesce(reached.cost, 0)
      when 'contribution' then case when connected.till then contribution(reached) end
    end as decimal(28, 8)
  ) as actual_to_date,
  case
    when of_month.measure = 'qualified_pipeline' then cast(of_month.target_month as decimal(28, 8))
    else of_period.target_period
  end as target_period,
  cast(
    case of_month.measure
      when 'qualified_pipeline' then period.qualified
      when 'revenue' then period.net_revenue
      when 'cost' then period.cost
      when 'contribution' then period.contribution
    end as decimal(28, 8)
  ) as actual_period,
  cast(:currency as text) as currency
from of_month
inner join core.connected as connected on known_on(connected, of_month.as_of_day)
left join of_period on of_period.as_of_day = of_month.as_of_day and of_period.measure = of_month.measure
left join reached on reached.as_of_day = of_month.as_of_day
left join marts.company_period as period on period.as_of_day = of_month.as_of_day and period.vintage = 'as_reported'
