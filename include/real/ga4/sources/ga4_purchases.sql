-- The public export keeps no transaction id and no source of the session.
select day, event_at, user_id, 'USD' as currency, item_id, item_name, quantity, item_revenue, country from export
