"""Incremental equals full: whatever comes, in whatever order, the marts are those of a build that makes all anew."""
