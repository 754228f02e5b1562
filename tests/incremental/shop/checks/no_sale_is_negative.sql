/*
description: a sale is worth less than nothing
severity: fail
remedy: Mend the export.
unique_key: sale_id
*/
select sale_id, known_from from core.valued where money < 0
