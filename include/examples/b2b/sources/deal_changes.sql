select change_id, deal_id, changed_at, stage, amount, probability, close_date from export
