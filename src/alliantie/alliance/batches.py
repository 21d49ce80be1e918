"""Taking what waits into sums, a batch in a transaction; what is damaged holds up its own batch alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from alliantie.access.call import rows
from alliantie.access.identity import JOB, acting
from alliantie.alliance.vault import DamagedError


def in_batches(waiting: str, add: Callable[[Sequence[tuple[Any, ...]]], int]) -> int:
    """Let `add` take in each batch of the function `waiting`, by the name that each row begins with; how many went in.

    A transaction for each batch: killed, the next run goes on where this one was.

    Raises DamagedError: in so many batches a picture or key does not open; those wait, all others went in.
    """
    taken, damaged, beyond = 0, 0, ""
    while True:
        try:
            with acting(JOB):
                found = rows(waiting, beyond)
                if not found:
                    break
                beyond = found[0][0]
                taken += add(found)
        except DamagedError:
            damaged += 1
    if damaged:
        raise DamagedError(f"{taken} went in; in {damaged} batches a picture or key does not open")
    return taken
