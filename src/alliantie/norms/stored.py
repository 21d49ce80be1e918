"""A duty as plain data and back, for whoever keeps duties: nothing of what explains it is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from functools import cached_property
from typing import Any

from alliantie.norms.duty import Duty, Lateness, Moved
from alliantie.norms.fact_values import read_values, written
from alliantie.norms.timeline import Fact, FactValue
from alliantie.practices import Practice
from alliantie.practices.periods import parse_term
from alliantie.practices.terms import Hardness

Data = dict[str, Any]


def as_data(duty: Duty) -> Data:
    """`duty` as data for JSON, without what only the day tells: whether it is overdue."""
    return {
        "norm": duty.norm,
        "key": duty.key,
        "due": duty.due.isoformat(),
        "hardness": duty.hardness,
        "grade": duty.grade,
        "effect": duty.effect,
        "source": duty.source,
        "who": duty.who,
        "term": str(duty.term) if duty.term else None,
        "start": _fact(duty.start),
        "counted": [_fact(fact) for fact in duty.counted],
        "still": duty.still,
        "person": duty.person,
        "moved": [
            {"why": moved.why, "to": moved.to.isoformat(), "by": _fact(moved.by) if moved.by else None}
            for moved in duty.moved
        ],
        "before": _written_day(duty.before),
        "after": _written_day(duty.after),
        "lacks": duty.lacks,
        "by_rule": _written_day(duty.by_rule),
    }


def from_data(practice: Practice, data: Mapping[str, Any], day: date) -> Duty:
    """The duty that `as_data` told, as it stands on `day`."""
    due = date.fromisoformat(data["due"])
    return Duty(
        norm=data["norm"],
        key=data["key"],
        due=due,
        overdue=_overdue(practice, data["norm"], due, day),
        hardness=data["hardness"],
        grade=data["grade"],
        effect=data["effect"],
        source=data["source"],
        who=data["who"],
        term=parse_term(data["term"]) if data["term"] else None,
        start=_read_fact(practice, data["start"]),
        counted=tuple(_read_fact(practice, fact) for fact in data["counted"]),
        still=data["still"],
        person=data["person"],
        moved=tuple(
            Moved(
                moved["why"],
                date.fromisoformat(moved["to"]),
                _read_fact(practice, moved["by"]) if moved["by"] else None,
            )
            for moved in data["moved"]
        ),
        before=_day(data["before"]),
        after=_day(data["after"]),
        # Not there in what was kept before rules could count from a birthday.
        lacks=data.get("lacks"),
        # Nor was the day of the rule itself.
        by_rule=_day(data.get("by_rule")),
    )


class Kept(Lateness):
    """The duty that `as_data` told, as it stands on `day`: at once what orders a list, the rest once somebody asks.

    `start` is the id of the fact it starts from. Of a long list most is counted and never told.
    """

    def __init__(self, practice: Practice, data: Mapping[str, Any], day: date) -> None:
        self._told = (practice, data, day)
        self.norm: str = data["norm"]
        self.due = date.fromisoformat(data["due"])
        self.hardness: Hardness = data["hardness"]
        self.source: str = data["source"]
        self.who: str = data["who"]
        self.person: str | None = data["person"]
        self.start: str = data["start"]["id"]
        self.overdue = _overdue(practice, data["norm"], self.due, day)

    @cached_property
    def whole(self) -> Duty:
        """The duty with all that explains it."""
        return from_data(*self._told)


def _overdue(practice: Practice, norm: str, due: date, day: date) -> bool:
    return due < day and not practice.norm(norm).only_tells


def _fact(fact: Fact) -> Data:
    return {
        "id": fact.id,
        "kind": fact.kind,
        "on": fact.on.isoformat(),
        "at": fact.at.isoformat("minutes") if fact.at else None,
        "values": written(fact.values),
        "about": fact.about,
        "present": sorted(fact.present),
    }


class _Said(Mapping[str, FactValue]):
    """What a fact says, read by the words of its practice once somebody asks: most of it is never looked at."""

    def __init__(self, practice: Practice, kind: str, written_values: Data) -> None:
        self._written = (practice, kind, written_values)

    @cached_property
    def _values(self) -> Mapping[str, FactValue]:
        return read_values(*self._written)[0]

    def __getitem__(self, name: str) -> FactValue:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def _read_fact(practice: Practice, data: Mapping[str, Any]) -> Fact:
    return Fact(
        data["id"],
        data["kind"],
        date.fromisoformat(data["on"]),
        time.fromisoformat(data["at"]) if data["at"] else None,
        _Said(practice, data["kind"], data["values"]) if data["values"] else {},
        data["about"],
        frozenset(data["present"]),
    )


def _written_day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(written_day: str | None) -> date | None:
    return date.fromisoformat(written_day) if written_day else None
