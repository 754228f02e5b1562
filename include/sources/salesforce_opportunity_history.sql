select change_id, deal_id, changed_at, stage, amount, probability, close_date
from export
qualify row_number() over (partition by change_id order by record desc) = 1
