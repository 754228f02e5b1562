"""Measures that SQL can't say: statistics in modules of their own, and the functions that shape them into marts."""
