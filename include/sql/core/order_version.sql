/*
description: an order as it was known over a span of business days
materialized: incremental
unique_key: till_id
grain: [order_id, known_from]
changed_by:
  staging.till_order: order_id
  staging.till_line: order_id
  core.deal_version: select sold.till_id from core.order_version as sold inner join changed on changed.customer_id =
      sold.customer_id
columns:
  order_id: the till's id, with the customer's where it serves several
  till_id: the till's own id; several rows share it where a till exports lines apart
  order_day: the company's day of the order
  ordered_at: instant of the order
  channel: web or wholesale
  customer_id: the customer; null where unknown
  is_cancelled: the order was cancelled
  cancel_day: the company's day of the cancellation
  currency: ISO 4217 code of the amounts
  net_amount: goods after discounts, without tax and shipping
  cost_of_goods: cost of the goods; null where unknown
  payment_fee: fee of the payment provider
  fulfilment_cost: packing and sending
  discount_code: code entered, folded
  first_visit_at: first remembered visit
  first_source: its utm_source
  first_medium: its utm_medium
  first_campaign: its utm_campaign
  first_content: its utm_content
  first_click_id: its click id's parameter
  visit_at: the visit of the order
  visit_source: its utm_source
  visit_medium: its utm_medium
  visit_campaign: its utm_campaign
  visit_content: its utm_content
  visit_click_id: its click id's parameter
  answer: the customer's answer to "how did you hear about us?", folded
  deal_id: the deal behind a wholesale order
  known_from: first business day on which it was known so
  known_until: first business day on which it no longer was
*/
with latest as (
  select
    till_order.*,
    row_number() over (
      partition by till_order.order_id, till_order.known_from order by till_order.updated_at desc, till_order.day desc
    ) as row_rank
  from staging.till_order as till_order
),

header as (
  select
    latest.*,
    least(
      known_until,
      coalesce(lead(known_from) over (partition by order_id order by known_from), known_until)
    ) as valid_until
  from latest
  where row_rank = 1
),

-- a till that exports lines apart: one order for each customer that it serves
basket as (
  select
    order_id,
    customer_id,
    currency,
    known_from,
    known_until,
    sum(net_amount) as net_amount,
    case when count(cost_of_goods) = count(*) then sum(cost_of_goods) end as cost_of_goods
  from staging.till_line
  group by order_id, customer_id, currency, known_from, known_until
),

-- the deal of a customer, from the business day on which the CRM told of it; null before
named as (
  select customer_id, deal_id, known_from, known_until
  from core.deal_version
  where customer_id is not null
),

boundary as (
  select customer_id, beginning_of_time() as known_from from named
  union
  select customer_id, known_from from named
  union
  select customer_id, known_until as known_from from named where known_until < end_of_time()
),

told as (
  select boundary.customer_id, boundary.known_from, min(named.deal_id) as deal_id
  from boundary
  left join named
    on named.customer_id = boundary.customer_id
    and known_on(named, boundary.known_from)
  group by boundary.customer_id, boundary.known_from
),

compared as (
  select
    customer_id,
    known_from,
    deal_id,
    lag(deal_id) over (partition by customer_id order by known_from) as deal_before
  from told
),

customer as (
  select
    customer_id,
    deal_id,
    known_from,
    coalesce(
      lead(known_from) over (partition by customer_id order by known_from), end_of_time()
    ) as known_until
  from compared
  where known_from = beginning_of_time() or coalesce(deal_id, '') <> coalesce(deal_before, '')
),

ordered as (
  select
    header.order_id,
    header.order_id as till_id,
    header.ordered_at,
    header.channel,
    header.customer_id,
    header.status,
    header.cancelled_at,
    header.currency,
    header.net_amount,
    header.cost_of_goods,
    header.payment_fee,
    header.fulfilment_cost,
    header.discount_code,
    header.first_visit_at,
    header.first_source,
    header.first_medium,
    header.first_campaign,
    header.first_content,
    header.first_click_id,
    header.visit_at,
    header.visit_source,
    header.visit_medium,
    header.visit_campaign,
    header.visit_content,
    header.visit_click_id,
    header.heard_about_us,
    header.deal_id,
    header.known_from,
    header.valid_until as known_until
  from header
  where header.net_amount is not null
  union all
  select
    basket.order_id || '/' || coalesce(basket.customer_id, '-') as order_id,
    basket.order_id as till_id,
    header.ordered_at,
    header.channel,
    basket.customer_id,
    header.status,
    header.cancelled_at,
    basket.currency,
    basket.net_amount,
    basket.cost_of_goods,
    cast(null as decimal(18, 2)) as payment_fee,
    cast(null as decimal(18, 2)) as fulfilment_cost,
    header.discount_code,
    header.first_visit_at,
    header.first_source,
    header.first_medium,
    header.first_campaign,
    header.first_content,
    header.first_click_id,
    header.visit_at,
    header.visit_source,
    header.visit_medium,
    header.visit_campaign,
    header.visit_content,
    header.visit_click_id,
    header.heard_about_us,
    customer.deal_id,
    greatest(basket.known_from, header.known_from, coalesce(customer.known_from, header.known_from)) as known_from,
    least(basket.known_until, header.valid_until, coalesce(customer.known_until, header.valid_until)) as known_until
  from basket
  inner join header
    on header.order_id = basket.order_id
    and header.net_amount is null
    and header.known_from < basket.known_until
    and basket.known_from < header.valid_until
  left join customer
    on customer.customer_id = basket.customer_id
    and customer.known_from < least(basket.known_until, header.valid_until)
    and greatest(basket.known_from, header.known_from) < customer.known_until
)

select
  order_id,
  till_id,
  cast(timezone(:time_zone, ordered_at) as date) as order_day,
  ordered_at,
  channel,
  customer_id,
  status = 'cancelled' as is_cancelled,
  cast(timezone(:time_zone, cancelled_at) as date) as cancel_day,
  currency,
  net_amount,
  cost_of_goods,
  payment_fee,
  fulfilment_cost,
  lower(trim(discount_code)) as discount_code,
  first_visit_at,
  first_source,
  first_medium,
  first_campaign,
  first_content,
  first_click_id,
  visit_at,
  visit_source,
  visit_medium,
  visit_campaign,
  visit_content,
  visit_click_id,
  nullif(lower(trim(heard_about_us)), '') as answer,
  deal_id,
  known_from,
  known_until
from ordered
