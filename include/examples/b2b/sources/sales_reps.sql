select owner_id, rep_name, team from export
