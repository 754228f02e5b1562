/*
description: the programs' revenue does not add up to the company's
severity: fail
remedy: This is an error in the models; keep the warehouse as it is and report it.
*/
select whole.event_day, whole.net_amount as of_the_company, shared.net_amount as over_the_programs
from (
  select event_day, sum(net_amount) as net_amount
  from core.revenue_event
  where known_until = cast('9999-12-31' as date)
  group by event_day
) as whole
left join (
  select event_day, sum(net_amount) as net_amount
  from core.revenue_share
  where known_until = cast('9999-12-31' as date)
  group by event_day
) as shared on shared.event_day = whole.event_day
where coalesce(shared.net_amount, 0) <> whole.net_amount
