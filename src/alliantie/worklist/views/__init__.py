"""The worker's pages, one file a subject."""
