"""The level of every interval that a report shows, said apart so that knowing it costs no statistics library."""

LEVEL = 0.90
