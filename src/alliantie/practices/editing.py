"""Changes single places in the text of a practice file and leaves every other character as it is.

So an organisation's copy keeps its comments and order, and two versions can be laid beside each other line by line.
The text has to be one that `read_yaml` reads without findings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from alliantie.practices.problems import Location
from alliantie.practices.tree import Value

_BLOCK = ("|", ">")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value stands in the text, from and up to which character; and how the group or list is written."""

    start: int
    end: int
    column: int
    flow: bool = False
    block_text: bool = False


def with_value(text: str, location: Location, value: Value) -> str:
    """The text with another value at a place. Raises KeyError where nothing stands there."""
    return with_values(text, {location: value})


def with_values(text: str, values: Mapping[Location, Value]) -> str:
    """The text with other values at several places, none within another. Raises KeyError."""
    places = _places(text)
    # From the last to the first, so that what was found stays where it is.
    for location in sorted(values, key=lambda each: places[each].start, reverse=True):
        place = places[location]
        ending = "\n" if place.block_text else ""
        text = text[: place.start] + _written(values[location]) + ending + text[place.end :]
    return text


def with_field(text: str, group: Location, name: str, value: Value, *, beside: str) -> str:
    """The text with a field of a group: changed, or put right behind the field `beside`. Raises KeyError."""
    places = _places(text)
    if (*group, name) in places:
        return with_value(text, (*group, name), value)
    here, end = places[group], places[*group, beside].end
    parting = ", " if here.flow else f"\n{' ' * here.column}"
    return text[:end] + f"{parting}{name}: {_written(value)}" + text[end:]


def with_entry(text: str, group: Location, entry: Value) -> str:
    """The text with an entry put last in a list that has one already. Raises KeyError where there is none."""
    places = _places(text)
    here = places[group]
    last = max(each[-1] for each in places if each[:-1] == group and isinstance(each[-1], int))
    end = places[*group, last].end
    if here.flow:
        return f"{text[:end]}, {_written(entry)}{text[end:]}"
    # What ends in a folded text, or in a group of lines, ends at the beginning of a later line.
    head = text[:end].rstrip()
    return f"{head}\n{' ' * here.column}- {_written(entry)}\n{text[end:].lstrip(chr(10))}"


def _written(value: Value) -> str:
    """A value as JSON, which is YAML too: nothing in it can be read as something else."""
    return json.dumps(value, ensure_ascii=False)


@dataclass(slots=True)
class _Open:
    """A group or list that is being read; `field` is the one whose value comes, `count` what a list has so far."""

    location: Location
    start: int
    column: int
    flow: bool
    is_list: bool
    field: str | None = None
    count: int = 0


def _places(text: str) -> dict[Location, _Place]:
    """Where each value of the text stands."""
    return dict(_walk(text))


def _walk(text: str) -> Iterator[tuple[Location, _Place]]:
    opened: list[_Open] = []
    for event in YAML(typ="safe", pure=True).parse(text):
        if isinstance(event, MappingEndEvent | SequenceEndEvent):
            done = opened.pop()
            yield done.location, _Place(done.start, event.end_mark.index, done.column, done.flow)
        elif isinstance(event, NodeEvent):
            location = _next(opened, event)
            if location is None:
                continue
            start, end = event.start_mark, event.end_mark
            if isinstance(event, ScalarEvent):
                yield location, _Place(start.index, end.index, start.column, block_text=event.style in _BLOCK)
            elif isinstance(event, MappingStartEvent | SequenceStartEvent):
                is_list = isinstance(event, SequenceStartEvent)
                opened.append(_Open(location, start.index, start.column, bool(event.flow_style), is_list))


def _next(opened: list[_Open], event: NodeEvent) -> Location | None:
    """The place of a value that begins here; None for the name of a field."""
    if not opened:
        return ()
    here = opened[-1]
    if here.is_list:
        here.count += 1
        return (*here.location, here.count - 1)
    if here.field is None:
        here.field = event.value if isinstance(event, ScalarEvent) else ""
        return None
    name, here.field = here.field, None
    return (*here.location, name)
