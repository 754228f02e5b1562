/*
description: the campaign that the last non-direct touch of a sale names, as known over a span of business days
materialized: incremental
unique_key: order_id
grain: [order_id, known_from]
changed_by:
  core.subject_campaign: select subject_id from changed where subject_type = 'order'; select sold.order_id from
      core.sale as sold inner join changed on changed.subject_id = sold.deal_id
columns:
  order_id: the order of the shop; deal/ and the CRM's id for a won deal that counts as revenue
  utm_campaign: campaign of its last non-direct touch, folded
  known_from: first business day on which this was known
  known_until: first business day on which it no longer was
*/
-- An order of the till that fulfils a deal is left out: no platform could have reported it.
select subject_id as order_id, utm_campaign, known_from, known_until
from core.subject_campaign
where subject_type = 'order'
union all
select sold.order_id, named.utm_campaign, named.known_from, named.known_until
from (select distinct order_id, deal_id from core.sale where source = 'crm') as sold
inner join core.subject_campaign as named on named.subject_type = 'deal' and named.subject_id = sold.deal_id
