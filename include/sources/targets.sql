select lower(measure) as measure, month, currency, amount from export
