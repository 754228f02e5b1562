/*
row: what the platforms claimed, analytics saw and the till rang over the period that ends on a day; as known now
kept: table
grain: [as_of_day]
owner: finance
definition: three systems' totals of the same purchases, side by side
unit: purchases counted; values in the reporting currency
caveats: null where no such system is connected; the platforms' sum counts an order as often as it is claimed
columns:
  as_of_day: last day of the period
  period_first_day: first day of the period
  claimed: purchases claimed by the platforms
  claimed_value: their value
  seen: purchase events that analytics saw
  seen_value: their value
  rung: web orders that were kept
  rung_value: their net amount
  currency: ISO 4217 code of the values
*/
with claimed as (
  select business.day as as_of_day, sum(ad.claimed_purchases) as claimed, sum(ad.claimed_value) as claimed_value
  from core.business_day as business
  inner join core.ad_fact as ad
    on ad.day <= business.day
    and date_diff('day', ad.day, business.day) < :period_days
  where ad.known_until = cast('9999-12-31' as date)
  group by business.day
),

event as (
  select
    event_at,
    user_id,
    transaction_id,
    currency,
    day,
    coalesce(max(purchase_value), sum(item_revenue)) as value
  from staging.web_purchase
  where known_until = cast('9999-12-31' as date)
  group by event_at, user_id, transaction_id, currency, day
),

seen as (
  select
    business.day as as_of_day,
    count(*) as seen,
    sum(cast(round(cast(event.value as decimal(28, 4)) * fx.rate, 2) as decimal(28, 2))) as seen_value
  from core.business_day as business
  inner join event
    on event.day <= business.day
    and date_diff('day', event.day, business.day) < :period_days
  left join core.fx_rate as fx
    on fx.day = event.day
    and fx.currency = event.currency
    and fx.known_until = cast('9999-12-31' as date)
  where event.value is not null
  group by business.day
),

rung as (
  select
    business.day as as_of_day,
    count(*) filter (where sold.is_kept) as rung,
    sum(sold.kept_amount) as rung_value
  from core.business_day as business
  inner join core.order_credit_touch as sold
    on sold.order_day <= business.day
    and date_diff('day', sold.order_day, business.day) < :period_days
  group by business.day
)

select
  business.day as as_of_day,
  cast(business.day - :period_back as date) as period_first_day,
  cast(claimed.claimed as decimal(28, 4)) as claimed,
  cast(claimed.claimed_value as decimal(28, 2)) as claimed_value,
  cast(seen.seen as bigint) as seen,
  cast(seen.seen_value as decimal(28, 2)) as seen_value,
  cast(rung.rung as bigint) as rung,
  cast(rung.rung_value as decimal(28, 2)) as rung_value,
  cast(:currency as text) as currency
from core.business_day as business
left join claimed on claimed.as_of_day = business.day
left join seen on seen.as_of_day = business.day
left join rung on rung.as_of_day = business.day
