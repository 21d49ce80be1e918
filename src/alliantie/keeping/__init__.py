"""Keeping and deleting: terms, what is due, batches that two people agree on, legal holds, and what remains of it."""
