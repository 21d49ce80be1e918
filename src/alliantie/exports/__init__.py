"""A case as a file: all of it for another system, and one person's own part on paper."""
