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
  deals: a CRM exports its deals
  probabilities: a CRM tells closing probabilities
  activities: a CRM exports what sales did about leads
  decisions: a CRM exports which leads sales accepted
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
  union all
  select 'deal_records' as kind, min(known_from) as known_from from staging.deal
  union all
  select 'probabilities' as kind, min(known_from) as known_from from staging.deal_change where probability is not null
  union all
  select 'activities' as kind, min(known_from) as known_from from staging.sales_activity
  union all
  select 'decisions' as kind, min(known_from) as known_from from staging.lead_decision
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
    count(*) filter (where reported.kind = 'purchases') > 0 as purchases,
    count(*) filter (where reported.kind = 'deal_records') > 0 as deal_records,
    count(*) filter (where reported.kind = 'probabilities') > 0 as probabilities,
    count(*) filter (where reported.kind = 'activities') > 0 as activities,
    count(*) filter (where reported.kind = 'decisions') > 0 as decisions
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
  deal_records as deals,
  probabilities,
  activities,
  decisions,
  known_from,
  coalesce(lead(known_from) over (order by known_from), end_of_time()) as known_until
from seen
