"""Practice files in tests: each text is read once a process, and those of ours once a run."""

from __future__ import annotations

import fcntl
import hashlib
import json
import pickle
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from alliantie.practices import Practice, editing, loader
from alliantie.practices.library import Library, LibraryError, file_hashes, library, read_library

# Those of ours, and what a few tests make of them.
KEPT = 40


def read_once() -> None:
    """Let this process read each text once: reading one takes a fifth of a second, and what is read never changes."""
    loader.read_yaml = lru_cache(KEPT)(loader.read_yaml)  # type: ignore[attr-defined]
    editing._places = lru_cache(KEPT)(editing._places)


def library_of_run(data: Path) -> None:
    """Fill our own library with what the first process of this run read and left in its data folder.

    Reading all files takes two seconds, and there are some forty processes. Those that tests start as people do read
    for themselves.
    """
    module: Any = import_module("alliantie.practices.library")
    module.read_library = lambda root: Library(_read_by_one(root, data))
    try:
        # What is wrong in a file is told to whoever asks for it.
        with suppress(LibraryError):
            library()
    finally:
        module.read_library = read_library


def _read_by_one(root: Path, data: Path) -> list[Practice]:
    """The practices under `root`, as they are now."""
    state = json.dumps(sorted(file_hashes(root).items()))
    kept = data / f"library-{hashlib.sha256(state.encode()).hexdigest()[:16]}"
    with (data / "reading").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            read = read_library(root)
            kept.write_bytes(pickle.dumps([read.get(id, each) for id in read.ids() for each in read.versions(id)]))
    practices: list[Practice] = pickle.loads(kept.read_bytes())  # noqa: S301 - a process of this run wrote it
    return practices
