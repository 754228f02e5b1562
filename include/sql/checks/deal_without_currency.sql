/*
row: a deal has an amount but no currency
severity: fail
remedy: Ask the CRM's administrator to fill CurrencyIsoCode, or set a default in the source's SQL.
*/
select deal_now.day, deal_now.deal_id, deal_now.amount
from core.deal_now as deal_now
where deal_now.currency is null and deal_now.amount is not null
