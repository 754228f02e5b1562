/*
description: what an attribution model gives a program, over the period that ends on a report day; as of the latest data
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, program_id, model]
owner: marketing
definition: orders, revenue and margin of the period and the qualified pipeline at its end, shared out by each model
formula: Σ amount × credit; the credit of an order or a deal adds up to exactly 1 under every model
unit: orders and deals as shares of one; amounts in the reporting currency
caveats: self_reported leaves to unattributed what customers did not say; markov weighs by what was known on the report day, and is left out while too few paths stand behind it
changed_by:
  core.connected: select report.day from core.report_day as report cross join (select distinct 1 as told from
      changed_now) as told
  core.revenue_event: event_day for :period_days days
  core.credit: select report.day from core.report_day as report inner join core.revenue_event as event on
      event.event_day <= report.day and date_diff('day', event.event_day, report.day) < :period_days inner join
      changed_now on changed_now.subject_id = event.order_id; select state.as_of_day from core.deal_pipeline as state
      inner join changed_now on changed_now.subject_id = state.deal_id where state.vintage = 'latest'
columns:
  as_of_day: last day of the period
  program_id: the program; unattributed where a model finds none
  model: first, last, last_non_direct, linear, position_based, u_shaped, u_shaped_half, w_shaped, full_path, time_decay, self_reported, markov
  orders: orders of the period, by credit
  net_revenue: net revenue of the period's sales, cancellations and returns
  contribution: the same less cost of goods, payment fees and fulfilment; null where a cost of goods is unknown
  deals: qualified deals at the end of as_of_day, by credit
  qualified: qualified pipeline at the end of as_of_day
  currency: ISO 4217 code of the amounts
*/
with event as (
  select
    report.day as as_of_day,
    revenue.order_id,
    count(*) filter (where revenue.kind = 'sale') as orders,
    sum(revenue.net_amount) as net_revenue,
    sum(contribution_of_event(revenue)) as contribution,
    count(*) filter (where revenue.cost_of_goods is null) as events_without_cost
  from core.report_day as report
  inner join core.revenue_event as revenue
    on revenue.event_day <= report.day
    and date_diff('day', revenue.event_day, report.day) < :period_days
    and is_current(revenue)
  group by report.day, revenue.order_id
),

credited_event as (
  select event.*, credit.model, credit.program_id, credit.credit
  from event
  inner join core.credit as credit
    on credit.subject_type = 'order'
    and credit.subject_id = event.order_id
    and is_current(credit)
  union all
  select event.*, 'markov' as model, credit.program_id, credit.credit
  from event
  inner join core.markov_credit as credit
    on credit.as_of_day = event.as_of_day
    and credit.subject_type = 'order'
    and credit.subject_id = event.order_id
),

sold as (
  select
    as_of_day,
    model,
    program_id,
    sum(orders * credit) as orders,
    sum(net_revenue * credit) as net_revenue,
    case when sum(events_without_cost) = 0 then sum(contribution * credit) end as contribution
  from credited_event
  group by as_of_day, model, program_id
),

open_deal as (
  select state.as_of_day, state.deal_id, coalesce(state.amount_reporting, 0) as amount
  from core.deal_pipeline as state
  inner join core.report_day as report on report.day = state.as_of_day
  where state.vintage = 'latest' and state.day = state.as_of_day and state.is_qualified
),

credited_deal as (
  select open_deal.*, credit.model, credit.program_id, credit.credit
  from open_deal
  inner join core.credit as credit
    on credit.subject_type = 'deal'
    and credit.subject_id = open_deal.deal_id
    and is_current(credit)
  union all
  select open_deal.*, 'markov' as model, credit.program_id, credit.credit
  from open_deal
  inner join core.markov_credit as credit
    on credit.as_of_day = open_deal.as_of_day
    and credit.subject_type = 'deal'
    and credit.subject_id = open_deal.deal_id
),

pipeline as (
  select as_of_day, model, program_id, sum(credit) as deals, sum(amount * credit) as qualified
  from credited_deal
  group by as_of_day, model, program_id
),

spine as (
  select as_of_day, model, program_id from sold
  union
  select as_of_day, model, program_id from pipeline
)

select
  spine.as_of_day,
  spine.program_id,
  spine.model,
  cast(case when connected.revenue then coalesce(sold.orders, 0) end as decimal(28, 6)) as orders,
  cast(case when connected.revenue then coalesce(sold.net_revenue, 0) end as decimal(28, 8)) as net_revenue,
  cast(
    case when connected.till and sold.as_of_day is null then 0 else sold.contribution end as decimal(28, 8)
  ) as contribution,
  cast(case when connected.crm then coalesce(pipeline.deals, 0) end as decimal(18, 6)) as deals,
  cast(case when connected.crm then coalesce(pipeline.qualified, 0) end as decimal(28, 8)) as qualified,
  cast(:currency as text) as currency
from spine
inner join core.connected as connected on is_current(connected)
left join sold
  on sold.as_of_day = spine.as_of_day and sold.model = spine.model and sold.program_id = spine.program_id
left join pipeline
  on pipeline.as_of_day = spine.as_of_day and pipeline.model = spine.model and pipeline.program_id = spine.program_id
