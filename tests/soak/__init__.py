"""The long forms: a day that is killed at random moments and run again. `make soak`; not part of `make test`."""
