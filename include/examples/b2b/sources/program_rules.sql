select rule_id, priority, lower(kind) as kind, lower(pattern) as pattern, program_id from export
