-- What the seven exports hold in all: (what, value, unit).
select 'rows read', cast(sum(rows_read) as bigint), 'rows' from ops.manifest
union all select 'rows refused', cast(sum(rows_refused) as bigint), 'rows' from ops.manifest
union all select 'spend', cast(sum(spend) as bigint), 'IDR' from staging.ad_day
union all select 'conversions', cast(sum(conversions) as bigint), '' from staging.ad_day
union all select 'impressions', cast(sum(impressions) as bigint), '' from staging.ad_day
