/*
description: what a month's new customers cost, by program and in total, as known at the month's end
materialized: incremental
partition_by: as_of_day
grain: [as_of_day, program_id]
owner: finance
definition: customers whose first order that was not cancelled lies in the month, by the credit of that order
formula: CAC (media) = media cost / new customers; CAC (fully loaded) = cost / new customers; payback = CAC / monthly gross margin per customer
unit: amounts in the reporting currency; payback in months
denominators: CAC: new customers of the month; monthly margin: customers won in the 365 days before the month's end
caveats: customers won before the first export are not counted, neither as new nor in the margin
columns:
  as_of_day: last day of the month
  program_id: the program; total for all
  new_customers: customers won in the month, by credit
  ad_spend: media spend of the platforms in the month
  media_cost: ad spend and the costs of kind media of the month
  cost: ad spend and all other costs of the month
  cac_media: media_cost / new_customers
  cac_loaded: cost / new_customers
  monthly_margin_per_customer: gross margin of the month per customer won in the last 365 days
  payback_months: cac_loaded / monthly_margin_per_customer
  currency: ISO 4217 code of the amounts
*/
with month as (
  select first_day, as_of_day from core.period where period_kind = 'month'
),

won as (
  select
    month.as_of_day,
    month.first_day,
    customer.customer_id,
    customer.order_id,
    customer.won_on
  from month
  inner join core.first_order as customer
    on customer.won_on <= month.as_of_day
    and date_diff('day', customer.won_on, month.as_of_day) < 365
    and known_on(customer, month.as_of_day)
),

margin as (
  select
    month.as_of_day,
    sold.customer_id,
    sum(revenue.net_amount - revenue.cost_of_goods) as gross_margin,
    count(*) filter (where revenue.cost_of_goods is null) as events_without_cost
  from month
  inner join core.revenue_event as revenue
    on revenue.event_day between month.first_day and month.as_of_day
    and known_on(revenue, month.as_of_day)
  inner join core.sale as sold
    on sold.order_id = revenue.order_id
    and known_on(sold, month.as_of_day)
  group by month.as_of_day, sold.customer_id
),

credited as (
  select
    won.as_of_day,
    coalesce(credit.program_id, 'unattributed') as program_id,
    sum(coalesce(credit.credit, 1)) as customers,
    sum(case when won.won_on >= won.first_day then coalesce(credit.credit, 1) else 0 end) as new_customers,
    case
      when sum(coalesce(margin.events_without_cost, 0)) = 0
        then sum(coalesce(margin.gross_margin, 0) * coalesce(credit.credit, 1))
    end as gross_margin
  from won
  left join core.credit as credit
    on credit.subject_type = 'order'
    and credit.subject_id = won.order_id
    and credit.model = :default_model
    and known_on(credit, won.as_of_day)
  left join margin on margin.as_of_day = won.as_of_day and margin.customer_id = won.customer_id
  group by won.as_of_day, coalesce(credit.program_id, 'unattributed')
),

spent as (
  select
    as_of_day,
    program_id,
    coalesce(ad_spend, 0) as ad_spend,
    coalesce(media_cost, 0) as media_cost,
    coalesce(ad_spend, 0) + coalesce(other_cost, 0) as cost
  from core.period_sum
  where period_kind = 'month' and vintage = 'as_reported'
),

program as (
  select
    coalesce(spent.as_of_day, credited.as_of_day) as as_of_day,
    coalesce(spent.program_id, credited.program_id) as program_id,
    coalesce(credited.customers, 0) as customers,
    coalesce(credited.new_customers, 0) as new_customers,
    case when credited.as_of_day is null then 0 else credited.gross_margin end as gross_margin,
    coalesce(spent.ad_spend, 0) as ad_spend,
    coalesce(spent.media_cost, 0) as media_cost,
    coalesce(spent.cost, 0) as cost
  from spent
  full outer join credited on credited.as_of_day = spent.as_of_day and credited.program_id = spent.program_id
),

item as (
  select as_of_day, program_id, customers, new_customers, gross_margin, ad_spend, media_cost, cost from program
  union all
  select
    as_of_day,
    'total' as program_id,
    sum(customers) as customers,
    sum(new_customers) as new_customers,
    case when count(gross_margin) = count(*) then sum(gross_margin) end as gross_margin,
    sum(ad_spend) as ad_spend,
    sum(media_cost) as media_cost,
    sum(cost) as cost
  from program
  group by as_of_day
)

select
  item.as_of_day,
  item.program_id,
  cast(item.new_customers as decimal(18, 6)) as new_customers,
  cast(case when connected.ads then item.ad_spend end as decimal(28, 8)) as ad_spend,
  cast(case when connected.costs then item.media_cost end as decimal(28, 8)) as media_cost,
  cast(case when connected.costs then item.cost end as decimal(28, 8)) as cost,
  cast(
    case when connected.costs then cast(item.media_cost as double) end / nullif(cast(item.new_customers as double), 0)
    as decimal(18, 6)
  ) as cac_media,
  cast(
    case when connected.costs then cast(item.cost as double) end / nullif(cast(item.new_customers as double), 0)
    as decimal(18, 6)
  ) as cac_loaded,
  cast(
    case when connected.till then cast(item.gross_margin as double) end / nullif(cast(item.customers as double), 0)
    as decimal(18, 6)
  ) as monthly_margin_per_customer,
  cast(
    case
      when connected.costs and item.gross_margin > 0
        then (cast(item.cost as double) / nullif(cast(item.new_customers as double), 0))
        / nullif(cast(item.gross_margin as double) / nullif(cast(item.customers as double), 0), 0)
    end as decimal(18, 4)
  ) as payback_months,
  cast(:currency as text) as currency
from item
inner join core.connected as connected
  on known_on(connected, item.as_of_day)
where exists (select 1 from core.first_order as customer where known_on(customer, item.as_of_day))
