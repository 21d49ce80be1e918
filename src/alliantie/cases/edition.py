"""By which rules what is due was reckoned: another edition of them renews what is kept.

The edition follows from the files themselves, so that no release can change a rule and forget to say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from alliantie import norms, practices
from alliantie.cases import timelines


def edition_of(files: Iterable[Path]) -> str:
    """What these files say together, as 64 hexadecimal digits; their order and where they stand do not matter."""
    each = sorted((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files)
    return hashlib.sha256(repr(each).encode()).hexdigest()


@cache
def edition() -> str:
    """The edition of the rules of this program: its engine, and the practices that come with it. Reads 80 files."""
    folders = (Path(package.__path__[0]) for package in (norms, practices))
    return edition_of(
        (
            Path(timelines.__file__),
            *(path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".yaml")),
        )
    )
