/*
description: a return belongs to an order that the till has not exported
severity: warn
remedy: Export the order as well; the return is booked as unattributed until then.
*/
select return_id, order_id
from core.return_version as came_back
where is_current()
  and not exists (select 1 from core.order_version as sold where sold.order_id = came_back.order_id)
