with event as (
  select
    export.*,
    (
      select max(p.value ->> '$.value.string_value')
      from json_each(coalesce(export.parameters, '[]')) as p
      where p.value ->> '$.key' = 'currency'
    ) as currency
  from export
),

item as (
  select event.*, unnest(coalesce(nullif(cast(event.items as json[]), []), [null])) as item
  from event
)

select
  event_at,
  folded(transaction_id) as transaction_id,
  user_id,
  folded(session_source) as session_source,
  folded(session_medium) as session_medium,
  folded(session_campaign) as session_campaign,
  upper(currency) as currency,
  purchase_value,
  item ->> '$.item_id' as item_id,
  item ->> '$.item_name' as item_name,
  cast(item ->> '$.quantity' as bigint) as quantity,
  cast(item ->> '$.item_revenue' as decimal(18, 4)) as item_revenue,
  country
from item
