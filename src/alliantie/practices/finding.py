"""What the rules of a practice file share: the ids of a list, and the finding that something is not in it."""

from __future__ import annotations

import difflib

from alliantie.practices.messages import message
from alliantie.practices.problems import Finding, Location
from alliantie.practices.tree import Value, entries

FEW = 8
"""As many names as can be read at a glance."""


def ids(data: Value, *path: str) -> list[str]:
    """The ids in the list at `path`, in its order."""
    found = (entry.get("id") for _, entry in entries(data, *path))
    return [id for id in found if isinstance(id, str)]


def unknown(location: Location, value: str, known: list[str], what: str) -> Finding:
    """`value` at `location` is no `what` of this practice, with what it resembles, or else the few there are."""
    said = {"value": value, "what": what}
    if near := difflib.get_close_matches(value[:60], known[:200], n=1):
        text = message("%(value)s is geen %(what)s van deze werkwijze. Bedoelt u %(near)s?", near=near[0], **said)
    elif known and len(known) <= FEW:
        text = message("%(value)s is geen %(what)s van deze werkwijze. Wel: %(known)s.", known=", ".join(known), **said)
    else:
        text = message("%(value)s is geen %(what)s van deze werkwijze.", **said)
    return Finding(location, text)
