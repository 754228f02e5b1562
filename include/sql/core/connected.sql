/*
description: which kinds of system the company had connected, in a span of business days
materialized: table
grain: [known_from]
columns:
  ads: an advertising platform reports spend
  costs: spend or other costs are known
  till: a till reports orders, and they count as revenue
  revenue: orders or won deals are reported that count as revenue
  crm: a CRM reports changes of deals
  analytics: web analytics reports purchases
  known_from: first business day on which it was so
  known_until: first business day on which it no longer was
*/
-- What nobody reports is unknown, not zero. A system is connected from its first rows on.
with reported as (
  select 'ads' as kind, min(known_from) as known_from from staging.ad_day
  union all
  select 'costs' as kind, min(known_from) as known_from from staging.cost
  union all
  select 'orders' as kind, min(known_from) as known_from from staging.till_order
  union all
  select 'deals' as kind, min(known_from) as known_from from staging.deal_change
  union all
  select 'purchases' as kind, min(known_from) as known_from from staging.web_purchase
),

boundary as (
  select beginning_of_time() as known_from
  union
  select known_from from reported where known_from is not null
),

seen as (
  select
    boundary.known_from,
    count(*) filter (where reported.kind = 'ads') > 0 as ads,
    count(*) filter (where reported.kind = 'costs') > 0 as costs,
    count(*) filter (where reported.kind = 'orders') > 0 as orders,
    count(*) filter (where reported.kind = 'deals') > 0 as deals,
    count(*) filter (where reported.kind = 'purchases') > 0 as purchases
  from boundary
  left join reported on reported.known_from <= boundary.known_from
  group by boundary.known_from
)

select
  ads,
  ads or costs as costs,
  orders and :revenue_from in ('orders', 'both') as till,
  case
    when :revenue_from = 'orders' then orders
    when :revenue_from = 'won_deals' then deals
    else orders or deals
  end as revenue,
  deals as crm,
  purchases as analytics,
  known_from,
  coalesce(lead(known_from) over (order by known_from), end_of_time()) as known_until
from seen
