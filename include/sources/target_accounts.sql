select program_id, trim(account_name) as account_name, tier, added_on from export
