-- The amounts stand in the items. When an order was cancelled is not told, so it is booked on the day of the order.
select
  order_id,
  ordered_at,
  ordered_at as updated_at,
  'marketplace' as channel,
  case when status = 'canceled' then 'cancelled' else 'paid' end as status,
  'BRL' as currency
from export
