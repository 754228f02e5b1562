-- What the export holds in all: (what, value, unit).
select 'rows read', cast(sum(rows_read) as bigint), 'rows' from ops.manifest
union all select 'rows refused', cast(sum(rows_refused) as bigint), 'rows' from ops.manifest
union all select 'item revenue', cast(sum(item_revenue) as bigint), 'USD' from staging.web_purchase
