/*
description: a group of programs taken together, at the end of a report day, as known that day
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, program_group]
owner: marketing
definition: deals and orders that any program of the group touched, each counted once, beside what its programs count by themselves
formula: counted twice = Σ deals touched by each program − deals touched by the group; ROI = (net revenue − cost) / cost × 100
denominators: ROI and ROMI: all costs of the group's programs
unit: deals and orders counted; amounts in the reporting currency; ROI in percent
caveats: credited amounts are shares and add up by themselves; touched ones do not, so the union is counted
columns:
  as_of_day: the report day
  program_group: the group
  members: programs in it
  deals_touched: qualified deals that at least one of its programs touched
  sum_of_members: the sum of what each of its programs touched
  counted_twice: sum_of_members − deals_touched
  qualified_touched: amount of deals_touched
  qualified_credited: qualified pipeline that the company's model credits to the group
  orders_touched: web orders of the period that at least one of its programs touched
  net_revenue_credited: net revenue of the period that the company's model credits to the group
  cost: cost of its programs in the period
  roi_percent: (net_revenue_credited − cost) / cost × 100
  romi: (contribution − cost) / cost
  currency: ISO 4217 code of the amounts
*/
with member as (
  select report.day as as_of_day, program.program_id, program.program_group
  from core.report_day as report
  inner join staging.program as program
    on known_on(program, report.day)
  where program.program_group is not null
),

size as (
  select as_of_day, program_group, count(*) as members from member group by as_of_day, program_group
),

touched as (
  select distinct
    member.as_of_day,
    touch.subject_type,
    touch.subject_id,
    touch.program_id,
    member.program_group
  from member
  inner join core.touch_program as touch
    on touch.program_id = member.program_id
    and known_on(touch, member.as_of_day)
),

deal as (
  select
    touched.as_of_day,
    touched.program_group,
    touched.program_id,
    touched.subject_id as deal_id,
    coalesce(state.amount_reporting, 0) as amount
  from touched
  inner join core.deal_pipeline as state
    on state.as_of_day = touched.as_of_day
    and state.day = touched.as_of_day
    and state.vintage = 'as_reported'
    and state.deal_id = touched.subject_id
    and state.is_qualified
  where touched.subject_type = 'deal'
),

once as (
  select as_of_day, program_group, deal_id, count(*) as members, max(amount) as amount
  from deal
  group by as_of_day, program_group, deal_id
),

deals as (
  select
    as_of_day,
    program_group,
    count(*) as deals_touched,
    sum(members) as sum_of_members,
    sum(amount) as qualified_touched
  from once
  group by as_of_day, program_group
),

orders as (
  select touched.as_of_day, touched.program_group, count(distinct touched.subject_id) as orders_touched
  from touched
  inner join core.order_version as sold
    on sold.order_id = touched.subject_id
    and known_on(sold, touched.as_of_day)
    and sold.order_day <= touched.as_of_day
    and date_diff('day', sold.order_day, touched.as_of_day) < :period_days
  where touched.subject_type = 'order'
  group by touched.as_of_day, touched.program_group
),

money as (
  select
    period.as_of_day,
    member.program_group,
    sum(period.net_revenue) as net_revenue,
    case when count(period.contribution) = count(*) then sum(period.contribution) end as contribution,
    sum(period.cost) as cost
  from marts.program_period as period
  inner join member on member.as_of_day = period.as_of_day and member.program_id = period.program_id
  where period.vintage = 'as_reported'
  group by period.as_of_day, member.program_group
),

pipeline as (
  select pipeline.as_of_day, member.program_group, sum(pipeline.qualified) as qualified
  from marts.qualified_pipeline as pipeline
  inner join member on member.as_of_day = pipeline.as_of_day and member.program_id = pipeline.program_id
  where pipeline.vintage = 'as_reported' and pipeline.model = :default_model
  group by pipeline.as_of_day, member.program_group
)

select
  size.as_of_day,
  size.program_group,
  size.members,
  cast(case when connected.crm then coalesce(deals.deals_touched, 0) end as bigint) as deals_touched,
  cast(case when connected.crm then coalesce(deals.sum_of_members, 0) end as bigint) as sum_of_members,
  cast(case when connected.crm then coalesce(deals.sum_of_members - deals.deals_touched, 0) end as bigint)
    as counted_twice,
  cast(case when connected.crm then coalesce(deals.qualified_touched, 0) end as decimal(28, 2)) as qualified_touched,
  cast(case when connected.crm then coalesce(pipeline.qualified, 0) end as decimal(28, 8)) as qualified_credited,
  cast(case when connected.till then coalesce(orders.orders_touched, 0) end as bigint) as orders_touched,
  cast(money.net_revenue as decimal(28, 8)) as net_revenue_credited,
  cast(money.cost as decimal(28, 8)) as cost,
  roi_percent(money.net_revenue, money.cost) as roi_percent,
  romi(money.contribution, money.cost) as romi,
  cast(:currency as text) as currency
from size
inner join core.connected as connected
  on known_on(connected, size.as_of_day)
left join deals on deals.as_of_day = size.as_of_day and deals.program_group = size.program_group
left join orders on orders.as_of_day = size.as_of_day and orders.program_group = size.program_group
left join money on money.as_of_day = size.as_of_day and money.program_group = size.program_group
left join pipeline on pipeline.as_of_day = size.as_of_day and pipeline.program_group = size.program_group
