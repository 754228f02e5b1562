/*
description: gross margin of a month from the customers who were won in one month, as of the latest data
materialized: incremental
partition_by: month
grain: [month, cohort_month]
changed_by:
  core.revenue_event: select calendar.month from core.calendar as calendar inner join changed_now on changed_now.event_day = calendar.day
  core.sale: select calendar.month from core.calendar as calendar inner join core.revenue_event as event on event.event_day = calendar.day
      inner join changed_now on changed_now.order_id = event.order_id
  core.first_order: select calendar.month from core.calendar as calendar inner join core.revenue_event as event on event.event_day = calendar.day
      inner join core.sale as sold on sold.order_id = event.order_id inner join changed_now on changed_now.customer_id = sold.customer_id
  core.calendar: month
columns:
  month: first day of the month in which the margin was earned
  cohort_month: first day of the month in which the customers were won
  margin: net revenue less cost of goods of its events with a known cost of goods
  events_without_cost: revenue events whose cost of goods nobody knows
*/
select
  calendar.month,
  won.month as cohort_month,
  cast(sum(revenue.net_amount - revenue.cost_of_goods) as decimal(28, 2)) as margin,
  count(*) filter (where revenue.cost_of_goods is null) as events_without_cost
from core.calendar as calendar
inner join core.revenue_event as revenue
  on revenue.event_day = calendar.day
  and is_current(revenue)
inner join core.sale as sold
  on sold.order_id = revenue.order_id
  and is_current(sold)
inner join core.first_order as customer
  on customer.customer_id = sold.customer_id
  and is_current(customer)
inner join core.calendar as won on won.day = customer.won_on
group by calendar.month, won.month
