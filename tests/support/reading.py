"""Practice files in tests: each text is read once a process, however many tests change or adopt the same one."""

from __future__ import annotations

from functools import lru_cache

from alliantie.practices import editing, loader

# Those of ours, and what a few tests make of them.
KEPT = 40


def read_once() -> None:
    """Let this process read each text once: reading one takes a fifth of a second, and what is read never changes."""
    loader.read_yaml = lru_cache(KEPT)(loader.read_yaml)  # type: ignore[attr-defined]
    editing._places = lru_cache(KEPT)(editing._places)
