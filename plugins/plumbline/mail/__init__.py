"""The way out: an outbox that claims, sends and marks, and the two transports behind it."""
