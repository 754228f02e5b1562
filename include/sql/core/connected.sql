/*
description: which kinds of system the company has connected; there is one row
materialized: table
grain: [ads]
columns:
  ads: an advertising platform reports spend
  costs: spend or other costs are known
  till: a till reports orders, and they count as revenue
  revenue: orders or won deals are reported that count as revenue
  crm: a CRM reports changes of deals
  analytics: web analytics reports purchases
*/
-- What nobody reports is unknown, not zero.
with reported as (
  select
    exists (select 1 from staging.ad_day) as ads,
    exists (select 1 from staging.cost) as costs,
    exists (select 1 from staging.till_order) as orders,
    exists (select 1 from staging.deal_change) as deals,
    exists (select 1 from staging.web_purchase) as purchases
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
  purchases as analytics
from reported
