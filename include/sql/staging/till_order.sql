/*
description: an order as the till has it when the export is made
key: [order_id]
columns:
  order_id: the till's id, a text
  ordered_at: instant of the order
  updated_at: instant of its last change
  channel: web or wholesale
  status: paid or cancelled
  cancelled_at: instant of the cancellation
  customer_id: the customer
  currency: ISO 4217 code of the amounts
  net_amount: goods after discounts, without tax and shipping; null where the export has the order's lines apart
  tax: tax
  shipping: shipping charged
  discount_amount: discount given
  discount_code: code entered by the customer, as typed
  cost_of_goods: cost of the goods; null where the till does not know it
  payment_fee: fee of the payment provider; null where unknown
  fulfilment_cost: packing and sending; null where unknown
  first_visit_at: instant of the first visit that the shop remembers
  first_source: utm_source of that visit, folded
  first_medium: utm_medium
  first_campaign: utm_campaign
  first_content: utm_content
  first_click_id: name of its click id's parameter, as ttclid
  visit_at: instant of the visit in which the order was placed
  visit_source: utm_source of that visit, folded
  visit_medium: utm_medium
  visit_campaign: utm_campaign
  visit_content: utm_content
  visit_click_id: name of its click id's parameter
  heard_about_us: answer to "how did you hear about us?", as typed
  deal_id: the CRM's deal behind a wholesale order
*/
create table staging.till_order (
  order_id text not null,
  ordered_at timestamptz not null,
  updated_at timestamptz not null,
  channel text not null,
  status text not null,
  cancelled_at timestamptz,
  customer_id text,
  currency text not null,
  net_amount decimal(18, 2),
  tax decimal(18, 2),
  shipping decimal(18, 2),
  discount_amount decimal(18, 2),
  discount_code text,
  cost_of_goods decimal(18, 2),
  payment_fee decimal(18, 2),
  fulfilment_cost decimal(18, 2),
  first_visit_at timestamptz,
  first_source text,
  first_medium text,
  first_campaign text,
  first_content text,
  first_click_id text,
  visit_at timestamptz,
  visit_source text,
  visit_medium text,
  visit_campaign text,
  visit_content text,
  visit_click_id text,
  heard_about_us text,
  deal_id text
)
