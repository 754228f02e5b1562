"""The long forms: kills, random sequences, day by day. `make soak`; not part of `make test`."""
