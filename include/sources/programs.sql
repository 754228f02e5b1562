select program_id, program_name, program_group, goal, starts_on, ends_on, owner, lower(channel) as channel from export
