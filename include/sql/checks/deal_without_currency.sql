/*
description: a deal has an amount but no currency
severity: fail
remedy: Ask the CRM's administrator to fill CurrencyIsoCode, or set a default in the source's SQL.
*/
select deal_latest.day, deal_latest.deal_id, deal_latest.amount
from core.deal_latest as deal_latest
where deal_latest.currency is null and deal_latest.amount is not null
