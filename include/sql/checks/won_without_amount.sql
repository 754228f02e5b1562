/*
description: a deal was won without an amount and counts as a sale of nothing
severity: warn
remedy: Ask the deal's owner to enter its amount.
*/
select won_on, deal_id
from core.won_deal
where amount is null
  and is_current()
  and (:revenue_from = 'won_deals' or (:revenue_from = 'both' and not is_ordered))
