"""Sentences by rules: what happened, why, what follows. Nothing is said that the data don't carry."""
