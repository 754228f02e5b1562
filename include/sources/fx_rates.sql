select day, currency, to_currency, rate from export
