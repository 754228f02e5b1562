"""One file a section: the rows that it reads, its message, its blocks."""
