"""Looking at a file that no source reads yet, and proposing the YAML and the SQL of one that would."""
