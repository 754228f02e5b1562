/*
description: an amount has no exchange rate on its day
severity: fail
remedy: Add the rate to fx_rates.csv and pull the source fx_rates again.
*/
select day, account_currency as currency, 'ad spend' as kind, campaign_name as id
from core.ad_fact where rate is null
union all
select day, account_currency as currency, 'cost' as kind, cost_id as id
from core.cost_day where rate is null
union all
select event_day as day, till_currency as currency, kind, event_id as id
from core.revenue_event where rate is null
union all
select day, currency, 'deal' as kind, deal_id as id
from core.deal_latest where rate is null and amount is not null
