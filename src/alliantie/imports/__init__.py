"""People, cases, contacts and claims of another system, read from CSV files and kept all or not at all."""
