select week, lower(channel) as channel, currency, spend from export
