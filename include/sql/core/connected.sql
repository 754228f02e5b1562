/*
description: which kinds of system the company has connected; there is one row
materialized: table
grain: [ads]
columns:
  ads: an advertising platform reports spend
  costs: spend or other costs are known
  till: a till reports orders
  crm: a CRM reports changes of deals
  analytics: web analytics reports purchases
*/
-- What nobody reports is unknown, not zero.
select
  exists (select 1 from staging.ad_day) as ads,
  exists (select 1 from staging.ad_day) or exists (select 1 from staging.cost) as costs,
  exists (select 1 from staging.till_order) as till,
  exists (select 1 from staging.deal_change) as crm,
  exists (select 1 from staging.web_purchase) as analytics
