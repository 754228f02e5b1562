/*
description: what the customers won in a month brought in a month of theirs, as of the latest data
materialized: table
grain: [cohort_month, month_number]
owner: finance
definition: gross margin of customers by the month in which they first bought, month after month
formula: cumulative margin per customer = Σ gross margin up to the month / customers of the cohort
unit: amounts in the reporting currency
denominators: customers of the cohort, those who never came back included
caveats: customers won before the first export are left out; the running month is not observed to its end
columns:
  cohort_month: first day of the month of the first order
  month_number: 0 for that month, 1 for the next
  customers: customers of the cohort
  margin: gross margin of the month, cancellations and returns taken off; null where a cost of goods is unknown
  cumulative_margin: margin up to and including the month
  margin_per_customer: cumulative_margin / customers
  is_observed: the calendar month is complete
  currency: ISO 4217 code of the amounts
*/
with customer as (
  select first_order.customer_id, calendar.month as cohort_month
  from core.first_order as first_order
  inner join core.calendar as calendar on calendar.day = first_order.won_on
  where is_current(first_order)
),

cohort as (
  select cohort_month, count(*) as customers from customer group by cohort_month
),

known_month as (
  select calendar.month, count(*) = max(calendar.days_in_month) as is_complete
  from core.business_day as business
  inner join core.calendar as calendar on calendar.day = business.day
  group by calendar.month
),

spine as (
  select
    cohort.cohort_month,
    cohort.customers,
    known_month.month,
    known_month.is_complete,
    (extract(year from known_month.month) * 12 + extract(month from known_month.month))
    - (extract(year from cohort.cohort_month) * 12 + extract(month from cohort.cohort_month)) as month_number
  from cohort
  inner join known_month on known_month.month >= cohort.cohort_month
),

observed as (
  select
    spine.cohort_month,
    spine.month_number,
    spine.customers,
    spine.is_complete,
    case when coalesce(margin.events_without_cost, 0) = 0 then coalesce(margin.margin, 0) end as margin,
    coalesce(margin.events_without_cost, 0) as events_without_cost
  from spine
  left join core.cohort_margin as margin on margin.cohort_month = spine.cohort_month and margin.month = spine.month
),

running as (
  select
    observed.*,
    case
      when sum(events_without_cost) over (
        partition by cohort_month order by month_number rows between unbounded preceding and current row
      ) = 0
        then sum(margin) over (
          partition by cohort_month order by month_number rows between unbounded preceding and current row
        )
    end as cumulative_margin
  from observed
)

select
  cohort_month,
  cast(month_number as bigint) as month_number,
  customers,
  cast(margin as decimal(28, 2)) as margin,
  cast(cumulative_margin as decimal(28, 2)) as cumulative_margin,
  ratio(cumulative_margin, customers) as margin_per_customer,
  is_complete as is_observed,
  cast(:currency as text) as currency
from running
