select lower(measure) as measure, week_end, currency, amount from export
