"""One file a kind of report: its opening, its chapters, how its figures are checked."""
