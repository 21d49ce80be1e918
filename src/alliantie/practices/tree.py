"""The plain tree that a practice file is read into, and walking through it."""

from __future__ import annotations

from collections.abc import Iterator

from alliantie.practices.problems import Location

Value = None | bool | int | str | list["Value"] | dict[str, "Value"]


def entries(data: Value, *path: str) -> Iterator[tuple[Location, dict[str, Value]]]:
    """The groups in the list at `path`, each with its place; whatever is not a group is passed over."""
    found = at(data, *path)
    if isinstance(found, list):
        for index, entry in enumerate(found):
            if isinstance(entry, dict):
                yield (*path, index), entry


def at(data: Value, *path: str) -> Value:
    """The value at `path`, or None when there is none."""
    for step in path:
        if not isinstance(data, dict):
            return None
        data = data.get(step)
    return data


def several(place: Location, value: Value) -> Iterator[tuple[Location, Value]]:
    """What stands there, one or a list of them, each with its place."""
    if isinstance(value, list):
        yield from (((*place, index), each) for index, each in enumerate(value))
    else:
        yield place, value
