select
  day,
  session_source,
  session_medium,
  session_campaign,
  channel_group,
  sum(sessions) as sessions,
  case when count(*) = 1 then max(users) end as users,
  sum(key_events) as key_events,
  sum(purchases) as purchases,
  'EUR' as currency,
  sum(revenue) as revenue
from export
group by all
