/*
description: an order that sold, was cancelled or came back in the period that ends on a report day, and its evidence; as first reported
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, order_id]
columns:
  as_of_day: last day of the period
  order_id: the order, one without a deal
  evidence: visit or discount_code: the last touch that is not direct
  utm_campaign: the visit's utm_campaign, folded
  utm_content: the visit's utm_content, folded
  mark: the discount code, folded
  orders: 1 where it was ordered in the period, else 0
  new_customers: 1 where it was ordered in the period and won its customer, else 0
  net_revenue: net revenue of its events in the period
  contribution: contribution of those events; null where a cost of goods is unknown
*/
with money as (
  select
    report.day as as_of_day,
    revenue.order_id,
    count(*) filter (where revenue.kind = 'sale') as orders,
    sum(revenue.net_amount) as net_revenue,
    case
      when count(revenue.cost_of_goods) = count(*)
        then sum(contribution_of_event(revenue))
    end as contribution
  from core.report_day as report
  inner join core.revenue_event as revenue
    on revenue.event_day <= report.day
    and date_diff('day', revenue.event_day, report.day) < :period_days
    and known_on(revenue, report.day)
  group by report.day, revenue.order_id
)

select
  money.as_of_day,
  money.order_id,
  evidence.evidence,
  evidence.utm_campaign,
  evidence.utm_content,
  evidence.mark,
  cast(money.orders as bigint) as orders,
  cast(case when money.orders > 0 and winner.order_id is not null then 1 else 0 end as bigint) as new_customers,
  cast(money.net_revenue as decimal(28, 2)) as net_revenue,
  cast(money.contribution as decimal(28, 2)) as contribution
from money
inner join core.order_evidence as evidence
  on evidence.order_id = money.order_id
  and known_on(evidence, money.as_of_day)
left join core.first_order as winner
  on winner.order_id = money.order_id
  and known_on(winner, money.as_of_day)
