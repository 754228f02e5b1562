/*
description: a deal that stood qualified at the end of a business day, as reported that day
materialized: incremental
unique_key: deal_id
grain: [deal_id]
columns:
  deal_id: the deal
  first_day: the first such day
*/
select deal_id, min(day) as first_day
from core.deal_as_reported
where day = known_on and is_qualified
group by deal_id
