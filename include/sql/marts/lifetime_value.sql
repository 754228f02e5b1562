/*
description: what a customer won in a month is worth over twelve months, as known at a month's end
materialized: incremental
partition_by: as_of_day
computed: plumbline.measures.marts.lifetime:values
grain: [as_of_day, cohort_month]
owner: finance
definition: gross margin per customer of the cohort over the first twelve calendar months, the first included; what is not lived yet is extrapolated
formula: observed gross margin / customers + Σ expected margin of the months to come, by a quasi-Poisson regression on the customer's age
unit: money in `currency`
denominators: customers of the cohort, those who never came back included
caveats: extrapolated months follow the earlier cohorts, seasons are not told apart; customers won before the first export are left out
changed_by:
  core.period: select report.day from core.report_day as report where exists (select 1 from changed where
      changed.period_kind = 'month' and changed.first_day <= (select min(whole.first_day) from core.period as whole
      where whole.period_kind = 'month'))
columns:
  as_of_day: [date] the month's last day
  cohort_month: [date] first day of the month of the first order
  customers: [bigint] customers of the cohort
  months_observed: [bigint] complete months lived, the first included
  ltv_observed: [decimal(18, 2)] gross margin per customer in them
  ltv_12: [decimal(18, 2)] gross margin per customer in twelve months; null where method says why
  ltv_12_low: [decimal(18, 2)] lower end of its 90 % interval
  ltv_12_high: [decimal(18, 2)] upper end of its 90 % interval
  is_extrapolated: [boolean] part of ltv_12 has not happened yet
  method: [text] observed, extrapolated, too_few_months|months|needed, too_few_customers|customers|needed or no_margin_after_first_month
  currency: [text] ISO 4217 code of the amounts
*/
with month_end as (
  select report.day as as_of_day, report.month
  from core.report_day as report
  where report.is_month_end
),

customer as (
  select
    month_end.as_of_day,
    month_end.month as last_month,
    first_order.customer_id,
    calendar.month as cohort_month
  from month_end
  inner join core.first_order as first_order
    on known_on(first_order, month_end.as_of_day)
  inner join core.calendar as calendar on calendar.day = first_order.won_on
  where calendar.month <= month_end.month
    and calendar.month >= (select min(whole.first_day) from core.period as whole where whole.period_kind = 'month')
),

cohort as (
  select as_of_day, last_month, cohort_month, count(*) as customers
  from customer
  group by as_of_day, last_month, cohort_month
),

margin as (
  select
    customer.as_of_day,
    customer.cohort_month,
    calendar.month,
    sum(revenue.net_amount - revenue.cost_of_goods) as margin,
    count(*) filter (where revenue.cost_of_goods is null) as events_without_cost
  from customer
  inner join core.sale as sold
    on sold.customer_id = customer.customer_id
    and known_on(sold, customer.as_of_day)
  inner join core.revenue_event as revenue
    on revenue.order_id = sold.order_id
    and known_on(revenue, customer.as_of_day)
  inner join core.calendar as calendar on calendar.day = revenue.event_day
  group by customer.as_of_day, customer.cohort_month, calendar.month
)

select
  cohort.as_of_day,
  cohort.cohort_month,
  cohort.last_month,
  cohort.customers,
  margin.month,
  case when margin.events_without_cost = 0 then margin.margin end as margin,
  cast(:currency as text) as currency
from cohort
left join margin on margin.as_of_day = cohort.as_of_day and margin.cohort_month = cohort.cohort_month
