/*
description: a won deal as known over a span of business days; won again after it was re-opened, it is won on the later day
materialized: incremental
unique_key: deal_id
grain: [deal_id, known_from]
columns:
  deal_id: the deal
  customer_id: what the till knows the customer by, where the CRM tells, else the account's name
  won_at: instant of the change since which it has been won
  won_on: the company's day of that change
  amount: its amount after the last change, in the deal's currency; null where none was entered
  currency: ISO 4217 code of amount
  is_ordered: an order of the till names it
  known_from: first business day on which it was known so
  known_until: first business day on which it no longer was
*/
-- A deal that is re-opened is in no row until it is won again; one whose amount is corrected keeps its day.
with ever_won as (
  select distinct deal_id from core.deal_event where is_won
),

event as (
  select
    deal_event.deal_id,
    deal_event.event_key,
    deal_event.event_at,
    deal_event.event_day,
    deal_event.amount,
    deal_event.is_won,
    deal_event.known_from,
    deal_event.known_until
  from core.deal_event as deal_event
  inner join ever_won on ever_won.deal_id = deal_event.deal_id
),

booked as (
  select sold.deal_id, sold.known_from, sold.known_until
  from core.order_version as sold
  inner join ever_won on ever_won.deal_id = sold.deal_id
),

deal as (
  select
    version.deal_id,
    coalesce(version.customer_id, version.account_name) as customer_id,
    version.currency,
    version.known_from,
    version.known_until
  from core.deal_version as version
  inner join ever_won on ever_won.deal_id = version.deal_id
),

known as (
  select deal_id, known_from, known_until from event
  union
  select deal_id, known_from, known_until from booked
  union
  select deal_id, known_from, known_until from deal
),

boundary as (
  select deal_id, known_from from known
  union
  select deal_id, known_until as known_from from known where known_until < end_of_time()
),

span as (
  select
    deal_id,
    known_from,
    coalesce(
      lead(known_from) over (partition by deal_id order by known_from), end_of_time()
    ) as known_until
  from boundary
),

newest_first as (
  select
    span.deal_id,
    span.known_from,
    span.known_until,
    event.event_at,
    event.event_day,
    event.amount,
    row_number() over (
      partition by span.deal_id, span.known_from order by event.event_at desc, event.event_key desc
    ) as row_rank,
    sum(case when event.is_won then 0 else 1 end) over (
      partition by span.deal_id, span.known_from
      order by event.event_at desc, event.event_key desc
      rows between unbounded preceding and current row
    ) as not_won_since
  from span
  inner join event
    on event.deal_id = span.deal_id
    and known_on(event, span.known_from)
),

won as (
  select
    deal_id,
    known_from,
    known_until,
    min(event_at) as won_at,
    min(event_day) as won_on,
    max(case when row_rank = 1 then amount end) as amount
  from newest_first
  where not_won_since = 0
  group by deal_id, known_from, known_until
)

select
  won.deal_id,
  deal.customer_id,
  won.won_at,
  won.won_on,
  won.amount,
  deal.currency,
  exists (
    select 1
    from booked
    where booked.deal_id = won.deal_id
      and known_on(booked, won.known_from)
  ) as is_ordered,
  won.known_from,
  won.known_until
from won
inner join deal
  on deal.deal_id = won.deal_id
  and known_on(deal, won.known_from)
