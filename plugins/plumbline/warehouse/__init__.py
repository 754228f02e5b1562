"""The warehouse: its engines, its ledger, its slices and the models built in it."""
