/*
description: a change belongs to a deal that the CRM has not exported, so it is in no figure
severity: warn
remedy: Export the deal as well.
*/
select deal_id, count(*) as changes
from core.deal_event as event
where not exists (select 1 from core.deal as deal where deal.deal_id = event.deal_id)
group by deal_id
