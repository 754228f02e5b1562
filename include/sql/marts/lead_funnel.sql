/*
description: a program's leads, the deals they became, and the revenue of those deals; as of the latest data, over all time
materialized: table
grain: [program_id]
owner: sales
definition: from lead to deal to revenue, by the program that the lead itself names and, for deals and revenue, by credit
unit: leads and deals counted; amounts in the reporting currency
columns:
  program_id: the program; unattributed where no rule says one
  leads: leads
  deals: deals, by credit
  won_deals: won deals, by credit
  won_sales: net revenue of sales of orders that belong to a deal, or of the won deals that count as revenue, before cancellations and returns
  currency: ISO 4217 code of won_sales
*/
with leads as (
  select program_id, count(*) as leads
  from core.lead_program
  where is_current()
  group by program_id
),

-- the CRM's own word on the deal, as it stands now: a deal may have been won before its history was exported
won as (
  select distinct deal_id
  from staging.deal
  where is_won and is_current()
),

deals as (
  select
    credit.program_id,
    sum(credit.credit) as deals,
    sum(case when won.deal_id is not null then credit.credit else 0 end) as won_deals
  from core.deal_credit as credit
  left join won on won.deal_id = credit.deal_id
  where credit.model = :default_model and is_current(credit)
  group by credit.program_id
),

sales as (
  select share.program_id, sum(share.net_amount) as won_sales
  from core.revenue_share as share
  inner join core.sale as sold
    on sold.order_id = share.order_id
    and is_current(sold)
    and sold.deal_id is not null
  where share.kind = 'sale' and is_current(share)
  group by share.program_id
),

spine as (
  select program_id from leads
  union
  select program_id from deals
  union
  select program_id from sales
)

select
  spine.program_id,
  cast(coalesce(leads.leads, 0) as bigint) as leads,
  cast(coalesce(deals.deals, 0) as decimal(18, 6)) as deals,
  cast(coalesce(deals.won_deals, 0) as decimal(18, 6)) as won_deals,
  cast(coalesce(sales.won_sales, 0) as decimal(28, 8)) as won_sales,
  cast(:currency as text) as currency
from spine
left join leads on leads.program_id = spine.program_id
left join deals on deals.program_id = spine.program_id
left join sales on sales.program_id = spine.program_id
