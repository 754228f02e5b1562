"""What the Makefile and translators run."""
