select program_id, lower(measure) as measure, target, currency, stated_on, starts_on, ends_on from export
