"""What the rules of a practice file share: the ids of a list, and the finding that something is not in it."""

from __future__ import annotations

import difflib

from alliantie.practices.problems import Finding, Location
from alliantie.practices.yaml_reading import Value, entries


def ids(data: Value, *path: str) -> list[str]:
    """The ids in the list at `path`, in its order."""
    found = (entry.get("id") for _, entry in entries(data, *path))
    return [id for id in found if isinstance(id, str)]


def unknown(location: Location, value: str, known: list[str], what: str) -> Finding:
    """`value` at `location` is no `what` of this practice, with what it resembles."""
    near = difflib.get_close_matches(value[:60], known[:200], n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return Finding(location, f"{value} is no {what} of this practice{hint}")
