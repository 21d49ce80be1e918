"""Reads the timeline of a case from a file (YAML or JSON), or says every fault in it: line, field and reason.

The form is documented in `docs/timeline-file.md`.
"""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import Field, StrictBool, StrictInt, StrictStr, ValidationError

from alliantie.norms.timeline import FIRST_DAY, LAST_DAY, Fact, FactValue, Person, Timeline
from alliantie.practices import Practice, Problem, parse_term
from alliantie.practices.finding import unknown
from alliantie.practices.loader import pydantic_findings
from alliantie.practices.norm import PersonRole, ValueKind
from alliantie.practices.problems import Finding, Location, problem_of
from alliantie.practices.texts import Part
from alliantie.practices.values import Day
from alliantie.practices.vocabulary import MODES, NEEDED
from alliantie.practices.yaml_reading import read_yaml

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_OUTSIDE = f"must be a day from {FIRST_DAY.year} up to and including {LAST_DAY.year}"
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
        try:
            read = _FileIn.model_validate(document.data)
        except ValidationError as error:
            found += pydantic_findings(error, document.data)
        else:
            timeline, more = _checked(read, practice)
            found += more
    problems = sorted({problem_of(document.line(each.location), file, each) for each in found})
    return (None if problems else timeline), problems


def _checked(read: _FileIn, practice: Practice) -> tuple[Timeline, list[Finding]]:
    found = [
        Finding(("people", index, "born"), _OUTSIDE)
        for index, one in enumerate(read.people)
        if one.born is not None and not _in_calendar(one.born)
    ]
    ids = {fact.id for fact in read.facts}
    seen: set[str] = set()
    facts = []
    for index, fact in enumerate(read.facts):
        place: Location = ("facts", index)
        if fact.id in seen:
            found.append(Finding((*place, "id"), f"{fact.id} is already used"))
        seen.add(fact.id)
        if fact.corrects is not None and (fact.corrects not in ids or fact.corrects == fact.id):
            found.append(Finding((*place, "corrects"), f"{fact.corrects} is no other fact of this file"))
        found += _people(fact, place, {person.id for person in read.people})
        found += _moment(fact, place)
        values, more = _values(fact, place, practice)
        found += more
        if not fact.void:
            found += _incomplete(fact, (*place, "values"), practice)
        if not found:
            facts.append(_fact(fact, values))
    return Timeline(tuple(Person(p.id, p.role, p.born) for p in read.people), tuple(facts)), found


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
    found = [] if _in_calendar(fact.on) else [Finding((*place, "on"), _OUTSIDE)]
    if fact.at is not None and not _TIME.fullmatch(fact.at):
        found.append(Finding((*place, "at"), 'must be a time in quotes, such as "14:30"'))
    return found


def _fact(fact: _FactIn, values: dict[str, FactValue]) -> Fact:
    at = time.fromisoformat(fact.at) if fact.at else None
    present = frozenset(fact.present)
    return Fact(fact.id, fact.kind, fact.on, at, values, fact.about, present, fact.corrects, fact.void)


def _values(fact: _FactIn, place: Location, practice: Practice) -> tuple[dict[str, FactValue], list[Finding]]:
    kinds = practice.vocabulary.facts
    if fact.kind not in kinds:
        return {}, [unknown((*place, "kind"), fact.kind, sorted(kinds), "kind of fact")]
    found: list[Finding] = []
    values: dict[str, FactValue] = {}
    for name, given in fact.values.items():
        where = (*place, "values", name)
        kind = kinds[fact.kind].get(name)
        if kind is None:
            found.append(unknown(where, name, sorted(kinds[fact.kind]), f"value of {fact.kind}"))
            continue
        try:
            values[name] = _value(kind, given)
        except ValueError as error:
            found.append(Finding(where, str(error)))
            continue
        answers = _answers(fact.kind, name, practice)
        if answers is not None and given not in answers:
            found.append(unknown(where, str(given), sorted(answers), name))
    return values, found


def _value(kind: ValueKind, given: str | int | bool) -> FactValue:
    """What is given as what it has to be; raises ValueError with a plain reason."""
    if kind == "yes_no" and isinstance(given, bool):
        return given
    if kind == "number" and isinstance(given, int) and not isinstance(given, bool):
        return given
    if kind in ("choice", "text") and isinstance(given, str):
        return given
    if kind == "day" and isinstance(given, str):
        try:
            day = date.fromisoformat(given)
        except ValueError:
            raise ValueError("must be a date, such as 2026-01-31") from None
        if not _in_calendar(day):
            raise ValueError(_OUTSIDE)
        return day
    if kind == "money" and not isinstance(given, bool):
        try:
            amount = Decimal(given)
        except InvalidOperation:
            amount = Decimal("NaN")
        if amount.is_finite() and amount == round(amount, 2):
            return amount
    raise ValueError(f"must be {_WANTED[kind]}")


def _in_calendar(day: date) -> bool:
    return FIRST_DAY <= day <= LAST_DAY


def _incomplete(fact: _FactIn, place: Location, practice: Practice) -> list[Finding]:
    """What a fact of every practice has to say and does not; and a term of its own that this case may not have."""
    missing = [name for name in NEEDED.get(fact.kind, ()) if name not in fact.values]
    if missing or fact.kind != "term_set":
        return [Finding((*place, name), f"is missing; {fact.kind} needs it") for name in missing]
    given = fact.values["term"]
    try:
        parse_term(given)
    except ValueError:
        return [Finding((*place, "term"), "must be a term, such as P6W or P3WD")]
    norm = next((norm for norm in practice.norms if norm.id == fact.values["norm"]), None)
    rule = (norm.within or norm.every) if norm else None
    if norm is None or (rule is not None and rule.own_term(given) is not None):
        return []
    if rule is None or rule.limits is None:
        return [Finding((*place, "norm"), f"{norm.id} lets no case have its own term")]
    return [Finding((*place, "term"), f"must lie from {rule.limits.least} to {rule.limits.most}")]


_WANTED: dict[ValueKind, str] = {
    "yes_no": "true or false",
    "number": "a whole number",
    "choice": "one of the answers, as text",
    "text": "text",
    "day": "a date, such as 2026-01-31",
    "money": 'an amount in euros in quotes, such as "120.50"',
}


def _answers(kind: str, name: str, practice: Practice) -> set[str] | None:
    """The answers a choice has, or None where anything goes."""
    of_engine = {
        "measure": {measure.id for measure in practice.measures},
        "talk": {talk.id for talk in practice.talks},
        "phase": {phase.id for phase in practice.phases},
        "norm": {norm.id for norm in practice.norms},
        "decision": {decision.id for decision in practice.decisions},
        "mode": set(MODES),
    }
    for sort in practice.facts:
        if sort.id == kind:
            value = next(value for value in sort.values if value.id == name)
            return {option.id for option in value.options} if value.kind == "choice" else None
    return of_engine.get(name)
