/*
description: a receipt; no two sales have the same
materialized: incremental
unique_key: sale_id
grain: [receipt]
columns:
  sale_id: the sale
  receipt: its number, whichever way it is written
*/
select sale_id, lower(sale_id) as receipt
from core.sale_version
where is_current()
