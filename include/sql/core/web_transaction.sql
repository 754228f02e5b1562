/*
description: a purchase as web analytics saw it, with how often its event came in; as of the latest data
materialized: incremental
unique_key: transaction_id
grain: [transaction_id, day, utm_campaign]
changed_by:
  core.fx_rate: select event.transaction_id from core.web_transaction as event inner join changed on changed.day =
      event.day
columns:
  transaction_id: the shop's order id, folded
  day: the day of the event, in the property's zone
  utm_campaign: the campaign that analytics credits, folded; '-' for none
  events: purchase events of that transaction; more than one are duplicates
  value: value of one event in the reporting currency
*/
with event as (
  select
    transaction_id,
    event_at,
    coalesce(session_campaign, '-') as utm_campaign,
    day,
    max(currency) as currency,
    max(purchase_value) as purchase_value
  from staging.web_purchase
  where is_current() and transaction_id is not null
  group by transaction_id, event_at, coalesce(session_campaign, '-'), day
)

select
  event.transaction_id,
  event.day,
  event.utm_campaign,
  count(*) as events,
  cast(max(round(cast(event.purchase_value as decimal(28, 4)) * fx.rate, 2)) as decimal(28, 2)) as value
from event
left join core.fx_rate as fx
  on fx.day = event.day
  and fx.currency = event.currency
  and is_current(fx)
group by event.transaction_id, event.day, event.utm_campaign
