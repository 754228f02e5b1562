select return_id, order_id, returned_at, currency, net_amount, cost_of_goods, reason
from export
qualify row_number() over (partition by return_id order by record desc) = 1
