"""Reads the timeline of a case from a file (YAML or JSON), or says every fault in it: line, field and reason.

The form is documented in `docs/timeline-file.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import time
from typing import Annotated, TypeVar

from pydantic import Field, StrictBool, StrictInt, StrictStr, ValidationError

from alliantie.norms.fact_values import OUTSIDE, in_calendar, lacking, read_values, too_early
from alliantie.norms.timeline import Fact, FactValue, Person, Timeline
from alliantie.practices import Practice, Problem
from alliantie.practices.finding import ids, unknown
from alliantie.practices.loader import pydantic_findings
from alliantie.practices.problems import Finding, Location, problem_of
from alliantie.practices.terms import PersonRole
from alliantie.practices.texts import Part
from alliantie.practices.tree import Value, entries
from alliantie.practices.values import Day
from alliantie.practices.yaml_reading import read_yaml

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
Row = TypeVar("Row", bound=Part)
_Id = Annotated[StrictStr, Field(min_length=1, max_length=60)]


class _PersonIn(Part):
    id: _Id
    role: PersonRole
    born: Day | None = None


class _FactIn(Part):
    id: _Id
    kind: _Id
    on: Day
    at: StrictStr | None = None
    values: dict[_Id, StrictStr | StrictInt | StrictBool] = {}
    about: _Id | None = None
    present: tuple[_Id, ...] = ()
    corrects: _Id | None = None
    void: StrictBool = False


class _FileIn(Part):
    people: tuple[_PersonIn, ...] = ()
    facts: tuple[_FactIn, ...]


def read_timeline(content: bytes, file: str, practice: Practice) -> tuple[Timeline | None, list[Problem]]:
    """The timeline in `content`, or None with all its problems in order of the lines. `file` is only named in them."""
    document = read_yaml(content)
    found = list(document.findings)
    timeline = None
    if not document.broken:
        found += _form(document.data)
        timeline, more = _checked(document.data, practice)
        found += more
    problems = sorted({problem_of(document.line(each.location), file, each) for each in found})
    return (None if problems else timeline), problems


def _form(data: Value) -> list[Finding]:
    try:
        _FileIn.model_validate(data)
    except ValidationError as error:
        return pydantic_findings(error, data)
    return []


def _checked(data: Value, practice: Practice) -> tuple[Timeline, list[Finding]]:
    """What the rows say that have the form of one: a row that has not hides no fault in the others."""
    people, facts = list(_rows(_PersonIn, data, "people")), list(_rows(_FactIn, data, "facts"))
    found = [
        Finding((*place, "born"), OUTSIDE)
        for place, one in people
        if one.born is not None and not in_calendar(one.born)
    ]
    found += [*_twice(data, "people"), *_twice(data, "facts")]
    known, named = set(ids(data, "facts")), set(ids(data, "people"))
    circle = _circle({fact.id: fact.corrects for _, fact in facts})
    read = []
    for place, fact in facts:
        if fact.corrects is not None and (fact.corrects not in known or fact.corrects == fact.id):
            found.append(Finding((*place, "corrects"), f"{fact.corrects} is no other fact of this file"))
        elif fact.id in circle:
            found.append(Finding((*place, "corrects"), f"{fact.corrects} corrects this fact in turn"))
        found += _people(fact, place, named)
        found += _moment(fact, place)
        values, more = _values(fact, place, practice)
        found += more
        if not found:
            read.append(_fact(fact, values))
    return Timeline(tuple(Person(one.id, one.role, one.born) for _, one in people), tuple(read)), found


def _rows(form: type[Row], data: Value, field: str) -> Iterator[tuple[Location, Row]]:
    for place, entry in entries(data, field):
        with suppress(ValidationError):
            yield place, form.model_validate(entry)


def _twice(data: Value, field: str) -> Iterator[Finding]:
    seen = set()
    for place, entry in entries(data, field):
        if isinstance(id := entry.get("id"), str):
            if id in seen:
                yield Finding((*place, "id"), f"{id} is already used")
            seen.add(id)


def _circle(corrected: dict[str, str | None]) -> set[str]:
    """The facts that correct each other, so that none of them would count."""
    found: set[str] = set()
    walked: set[str] = set()
    for first in corrected:
        path: dict[str, None] = {}
        at: str | None = first
        while at in corrected and at not in walked:
            walked.add(at)
            path[at] = None
            at = corrected[at]
        if at in path:
            found.update(list(path)[list(path).index(at) :])
    return found


def _people(fact: _FactIn, place: Location, people: set[str]) -> list[Finding]:
    found = [
        Finding((*place, "present", which), f"{person} is nobody of this file; worker, other?")
        for which, person in enumerate(fact.present)
        if person not in people | {"worker", "other"}
    ]
    if fact.about is not None and fact.about not in people:
        found.append(Finding((*place, "about"), f"{fact.about} is nobody of this file"))
    return found


def _moment(fact: _FactIn, place: Location) -> list[Finding]:
    found = [] if in_calendar(fact.on) else [Finding((*place, "on"), OUTSIDE)]
    if fact.at is not None and not _TIME.fullmatch(fact.at):
        found.append(Finding((*place, "at"), 'must be a time in quotes, such as "14:30"'))
    return found


def _fact(fact: _FactIn, values: dict[str, FactValue]) -> Fact:
    at = time.fromisoformat(fact.at) if fact.at else None
    present = frozenset(fact.present)
    return Fact(fact.id, fact.kind, fact.on, at, values, fact.about, present, fact.corrects, fact.void)


def _values(fact: _FactIn, place: Location, practice: Practice) -> tuple[dict[str, FactValue], list[Finding]]:
    if fact.kind not in practice.vocabulary.facts:
        return {}, [unknown((*place, "kind"), fact.kind, sorted(practice.vocabulary.facts), "kind of fact")]
    values, wrong = read_values(practice, fact.kind, fact.values)
    if not fact.void:
        wrong += lacking(practice, fact.kind, fact.values)
        wrong += too_early(practice, fact.kind, fact.on, values)
    return values, [Finding((*place, "values", *each.location), each.reason) for each in wrong]
