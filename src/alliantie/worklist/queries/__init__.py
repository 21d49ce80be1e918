"""What the worker's pages show, as frozen view-models in words."""
