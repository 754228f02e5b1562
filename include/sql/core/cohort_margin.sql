/*
description: gross margin of a month from the customers who were won in one month, as of the latest data
materialized: incremental
partition_by: month
grain: [month, cohort_month]
changed_by:
  core.revenue_event: select cast(date_trunc('month', event_day) as date) from changed_now
  core.sale: select cast(date_trunc('month', event.event_day) as date) from core.revenue_event as event inner join
      changed_now on changed_now.order_id = event.order_id
  core.first_order: select cast(date_trunc('month', event.event_day) as date) from core.revenue_event as event
      inner join core.sale as sold on sold.order_id = event.order_id inner join changed_now on
      changed_now.customer_id = sold.customer_id
columns:
  month: first day of the month in which the margin was earned
  cohort_month: first day of the month in which the customers were won
  margin: net revenue less cost of goods of its events with a known cost of goods
  events_without_cost: revenue events whose cost of goods nobody knows
*/
select
  cast(date_trunc('month', revenue.event_day) as date) as month,
  cast(date_trunc('month', customer.won_on) as date) as cohort_month,
  cast(sum(revenue.net_amount - revenue.cost_of_goods) as decimal(28, 2)) as margin,
  count(*) filter (where revenue.cost_of_goods is null) as events_without_cost
from core.revenue_event as revenue
inner join core.sale as sold
  on sold.order_id = revenue.order_id
  and is_current(sold)
inner join core.first_order as customer
  on customer.customer_id = sold.customer_id
  and is_current(customer)
where is_current(revenue)
group by cast(date_trunc('month', revenue.event_day) as date), cast(date_trunc('month', customer.won_on) as date)
