"""A case that is made up so that one rule asks something: its people and what happened, by the rule itself. Pure.

Who changes a rule in a copy sees on it what that does, and opens nobody's case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, product

from alliantie.norms.holding import held
from alliantie.norms.reach import reach
from alliantie.norms.reading import Reading
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, FactValue, Person, Timeline
from alliantie.norms.waiting import waiting
from alliantie.practices import Practice
from alliantie.practices.conditions import Known, condition
from alliantie.practices.norm import Match, Norm, Requires
from alliantie.practices.reaction import TIE

AHEAD = (0, 1, 8, 15, 32, 62, 95, 190, 370, 740, 1105, 1835)
"""How many days after what happened is looked, until the rule asks something."""

EXAMPLE = "Voorbeeld"
"""What stands for a text that somebody would write."""

_TRIES, _PICKS, _FEW = 300, 2_000, 10
_BEFORE, _SOON, _LONG = timedelta(days=28), timedelta(days=14), timedelta(days=365)
_AGES = (30, 15, 17, 12, 11, 8, 18, 21, 24)
_LITERAL, _NUMBER = re.compile(r'"([^"]*)"'), re.compile(r"\d+")
_A_WEEK = 7
_LATER = frozenset({"measure_ended", "measure_extended", "case_closed"})
_OF_MEASURES = frozenset({"measure_started", "measure_ended", "measure_extended"})


@dataclass(frozen=True, slots=True)
class Invented:
    """A case that was made up, and the first day on which it shows what the rule asks."""

    timeline: Timeline
    day: date


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a rule wants to be so before it asks anything: of whom, under which measures, and what was said."""

    born: date
    measures: tuple[str, ...]
    said: Mapping[str, Mapping[str, FactValue]] = field(default_factory=dict)


def invented(practice: Practice, norm: Norm, on: date) -> Invented | None:
    """A case in which `norm` asks something because of what happened on this day; None where none was found.

    Of a rule that holds a decision back the case begins on this day, and what the rule waits for comes after it.

    What it says is chosen from the answers of the practice, and nothing of it is about anybody.
    """
    measures = [each.id for each in practice.measures] if norm.measures == "any" else list(norm.measures)
    found = (timeline for measure in measures for timeline in _timelines(practice, norm, measure, on))
    # What has to be there a thousand times is long to read, and the first cases show it or none does.
    many = norm.at_most is not None and (norm.at_most.number or 0) > _FEW
    tried = tuple(islice(found, _FEW if many else _TRIES))
    if norm.requires is not None:
        return next((Invented(each, on) for each in tried if _lets_pass(practice, each, norm, norm.requires)), None)
    for day in (on + timedelta(days=days) for days in AHEAD):
        for timeline in tried:
            if _asks(Standing(practice, timeline, day), norm):
                return Invented(timeline, day)
    return None


def _asks(standing: Standing, norm: Norm) -> bool:
    for person, under in reach(standing, norm):
        if standing.holds(norm.when, person) and any(Reading(standing, norm, person, under).duties()):
            return True
    return norm.waits is not None and any(wait.norm == norm.id for wait in waiting(standing))


def _lets_pass(practice: Practice, timeline: Timeline, norm: Norm, rule: Requires) -> bool:
    """Whether a rule holds a decision back in a case until what it waits for is there."""
    found = (each for to in rule.decision for each in held(practice, timeline, to, incident=EXAMPLE, demo=True))
    return any(each.norm == norm.id and any(until for _since, until in each.spans) for each in found)


def _timelines(practice: Practice, norm: Norm, measure: str, on: date) -> Iterator[Timeline]:
    """Cases in which the rule may begin: first what it wants to be known, and then what it starts from."""
    rule, limit, gate = norm.within or norm.every, norm.at_most, norm.requires
    start = _start(norm)
    if start is None:
        return
    named = (
        (getattr(rule, "before", None), _LONG),
        (getattr(rule, "after", None), _SOON),
        (getattr(gate, "passed", None), _SOON),
        (getattr(gate, "holds_until", None), _LONG),
    )
    happens = on if gate is None else on + _SOON
    days: dict[str, FactValue] = {name: happens + long for name, long in named if isinstance(name, str)}
    times = 1 if limit is None or limit.number is None else limit.number + 1
    first = on - _BEFORE if gate is None and (start.fact in _LATER or times > 1) else on
    tied: dict[str, FactValue] = {TIE: EXAMPLE} if gate is not None and gate.same else {}
    for asked in _asked(practice, norm, measure, on):
        people = tuple(Person(role, role, asked.born) for role in practice.people or ("client",))
        fixed: dict[str, FactValue] = tied | ({"measure": measure} if start.fact in _OF_MEASURES else {})
        for values, present in _said(practice, start, fixed | dict(asked.said.get(start.fact, {})), people):
            whole = _whole(practice, start, values, happens) | days | tied
            started = Fact("start", start.fact, happens, values=whole, present=present)
            facts = (*_facts(practice, asked, started, times, first), *_came_after(practice, norm, started, people))
            yield Timeline(people, facts)


def _start(norm: Norm) -> Match | None:
    """What a rule starts from, counts or waits for."""
    rule, limit = norm.within or norm.every, norm.at_most
    if rule is not None:
        return rule.start
    if limit is not None:
        return limit.start or limit.counts
    return norm.requires.needs if norm.requires is not None else None


def _came_after(practice: Practice, norm: Norm, started: Fact, people: Sequence[Person]) -> Iterator[Fact]:
    """What has to come after what the rule starts from, before it asks anything."""
    ruled = norm.within or norm.requires
    rule = ruled.followed if ruled is not None else None
    on = started.on + (timedelta(days=1) if norm.requires is None else _SOON)
    for by in rule.by[:1] if rule is not None else ():
        same = {name: started.values[name] for name in by.same if name in started.values}
        for values, present in islice(_said(practice, by, same, people), 1):
            whole = _whole(practice, by, values, started.on)
            yield Fact("after", by.fact, on, values=whole, present=present)


def _facts(practice: Practice, asked: _Asked, started: Fact, times: int, first: date) -> Iterator[Fact]:
    """What happened before, in order, and what the rule starts from, as often as it has to be there."""
    if started.kind != "case_opened":
        yield Fact("opened", "case_opened", first)
    begun = started.values.get("measure") if started.kind in ("measure_ended", "measure_extended") else None
    for number, measure in enumerate(dict.fromkeys((*asked.measures, *([begun] if begun else ())))):
        if started.kind != "measure_started" or started.values.get("measure") != measure:
            yield Fact(f"measure-{number}", "measure_started", first, values={"measure": str(measure)})
    for kind, values in asked.said.items():
        if kind != started.kind:
            yield Fact(f"known-{kind}", kind, first, values=_whole(practice, Match(fact=kind), values, first))
    for number in range(times):
        # One a day while that is a week or less; more often it is all of one day, within whatever window.
        on = started.on - timedelta(days=times - 1 - number if times <= _A_WEEK else 0)
        yield Fact(f"start-{number}", started.kind, on, None, started.values, None, started.present)


def _asked(practice: Practice, norm: Norm, measure: str, on: date) -> Iterator[_Asked]:
    """What makes the condition on the case hold; a rule without one asks nothing but a measure that runs."""
    from_age = norm.within.from_age if norm.within is not None else None
    ages = _AGES if from_age is None else (from_age,)
    if norm.when is None:
        yield _Asked(_born(on, ages[0]), (measure,))
        return
    asks = condition(norm.when, practice.vocabulary.names_on_case)
    choices = [_can_be(practice, name, norm.when, measure, ages) for name in asks.asked]
    unsaid = {each.id: each.unsaid for each in practice.known if each.unsaid is not None}
    for picked in islice(product(*choices), _PICKS):
        told = {name: value for name, value in zip(asks.asked, picked, strict=True) if value is not None}
        if not asks.holds(unsaid | told):
            continue
        age, running = told.get("age"), told.get("measures")
        born = _born(on, age if isinstance(age, int) else ages[0])
        yield _Asked(born, running if isinstance(running, tuple) else (measure,), _known(practice, told))


def _can_be(practice: Practice, name: str, asking: str, measure: str, ages: Sequence[int]) -> Sequence[Known | None]:
    """What can be so of a case under a name of a condition; None for what nobody said."""
    match name:
        case "measures":
            return [(measure,), *((measure, each.id) for each in practice.measures if each.id != measure)]
        case "age":
            return ages
        case "phase":
            return [each.id for each in practice.phases]
    known = next(each for each in practice.known if each.id == name)
    said = [each for each in _answers(practice, known.fact, known.value, asking) if isinstance(each, str | int)]
    return said if known.unsaid is None else [*said, None]


def _known(practice: Practice, told: Mapping[str, Known]) -> dict[str, dict[str, FactValue]]:
    """The facts, by their kind, that say what has to be known of a case."""
    said: dict[str, dict[str, FactValue]] = {}
    for each in practice.known:
        value = told.get(each.id)
        if isinstance(value, str | int):
            said.setdefault(each.fact, {})[each.value] = value
    if isinstance(phase := told.get("phase"), str):
        said["phase_entered"] = {"phase": phase}
    return said


def _said(
    practice: Practice, start: Match, fixed: Mapping[str, FactValue], people: Sequence[Person]
) -> Iterator[tuple[dict[str, FactValue], frozenset[str]]]:
    """What a fact can say so that `start` means it, with what is `fixed` already, and who can have been there."""
    everyone = frozenset(person.id for person in people) | {"worker"}
    if start.where is None:
        yield dict(fixed), everyone if start.fact == "contact" else frozenset()
        return
    asks = condition(start.where, practice.vocabulary.names_on(start.fact))
    names = [name for name in asks.asked if name not in ("present", "everyone")]
    choices = [[fixed[name]] if name in fixed else _answers(practice, start.fact, name, start.where) for name in names]
    there: tuple[frozenset[str], ...] = (everyone, everyone | {"other"}, frozenset({people[0].id, "worker"}))
    roles = {person.id: person.role for person in people}
    for picked, present in islice(product(product(*choices), there), _PICKS):
        told = dict(zip(names, picked, strict=True))
        known: dict[str, Known] = {name: value for name, value in told.items() if isinstance(value, str | int)}
        known["present"] = tuple(sorted({roles.get(each, each) for each in present}))
        known["everyone"] = set(roles) <= present
        if asks.holds(known):
            met = start.fact == "contact" or not {"present", "everyone"}.isdisjoint(asks.asked)
            yield dict(fixed) | told, present if met else frozenset()


def _answers(practice: Practice, kind: str, name: str, asking: str) -> list[FactValue]:
    """What a fact can say under a name: of many answers first those that the condition names."""
    sort = practice.vocabulary.facts[kind][name]
    if sort == "yes_no":
        return [True, False]
    if sort == "number":
        named = [int(each) for each in _NUMBER.findall(asking)]
        return list(dict.fromkeys(number for each in (*named, 1) for number in (each, each + 1, max(0, each - 1))))
    named_words = _LITERAL.findall(asking)
    there = practice.answers[kind].get(name)
    if there is None:
        return [*named_words, EXAMPLE]
    return [*(each for each in named_words if each in there), *sorted(there - set(named_words))]


def _whole(practice: Practice, match: Match, values: Mapping[str, FactValue], on: date) -> dict[str, FactValue]:
    """The values with what such a fact needs to say as well."""
    found = dict(values)
    sorts = {value.id: value for each in practice.facts if each.id == match.fact for value in each.values}
    for name in practice.needed.get(match.fact, ()):
        if name in found or name == match.lacks:
            continue
        sort = practice.vocabulary.facts[match.fact][name]
        if sort == "day":
            found[name] = on + _SOON
        elif sort == "money":
            found[name] = Decimal(100)
        elif sort == "number" and name in sorts and sorts[name].least is not None:
            found[name] = sorts[name].least or 0
        else:
            found[name] = _answers(practice, match.fact, name, "")[0]
    return found


def _born(on: date, age: int) -> date:
    """A birth date by which somebody reached this age on the day itself."""
    try:
        return on.replace(year=on.year - age)
    except ValueError:
        return date(on.year - age, 2, 28)
