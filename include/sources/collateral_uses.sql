select use_id, used_on, owner_id, collateral, deal_id from export
