/*
description: one item of one purchase event that web analytics saw (an event without items has one row without an item)
columns:
  event_at: instant of the event
  transaction_id: the shop's order id, as the page sent it; null where it sent none
  user_id: the browser's pseudonymous id, a text
  session_source: source credited by analytics, last click
  session_medium: medium credited by analytics
  session_campaign: campaign credited by analytics
  currency: ISO 4217 code of the values
  purchase_value: value of the whole purchase, repeated on each of its items
  item_id: the shop's id of the item
  item_name: name of the item
  quantity: pieces
  item_revenue: revenue of this item
  country: country of the visitor
*/
create table staging.web_purchase (
  event_at timestamptz not null,
  transaction_id text,
  user_id text,
  session_source text,
  session_medium text,
  session_campaign text,
  currency text not null,
  purchase_value decimal(18, 4),
  item_id text,
  item_name text,
  quantity bigint,
  item_revenue decimal(18, 4),
  country text
)
