"""From a vendor's export to checked rows: definitions, drops, landing and parsing."""
