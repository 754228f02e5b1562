/*
row: an order as it was known over a span of business days
kept: table
grain: [order_id, known_from]
columns:
  order_id: the till's id
  order_day: the company's day of the order
  ordered_at: instant of the order
  channel: web or wholesale
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
  first_click_id: its click id's parameter
  visit_at: the visit of the order
  visit_source: its utm_source
  visit_medium: its utm_medium
  visit_campaign: its utm_campaign
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
    ) as place
  from staging.till_order as till_order
)

select
  order_id,
  cast(timezone(:time_zone, ordered_at) as date) as order_day,
  ordered_at,
  channel,
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
  first_click_id,
  visit_at,
  visit_source,
  visit_medium,
  visit_campaign,
  visit_click_id,
  nullif(lower(trim(heard_about_us)), '') as answer,
  deal_id,
  known_from,
  least(
    known_until,
    coalesce(lead(known_from) over (partition by order_id order by known_from), known_until)
  ) as known_until
from latest
where place = 1
