"""What happened to a case, as dated facts; everything that is due is read from it.

A correction is a fact of its own that names the one it replaces; the old one is kept by whoever stores the timeline and
counts no longer here. When a fact was recorded does not matter, only the day on which it happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import cached_property

from alliantie.norms.calendars import last_day

FactValue = str | int | bool | date | Decimal

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
"""Between these days everything lies that is counted with; a day outside is a slip and counts as not recorded."""

# Of one day a measure or case ends before the next begins, since their periods are half-open in days.
_IN_A_DAY = {"case_closed": 0, "measure_ended": 0, "case_opened": 2, "measure_started": 2, "measure_extended": 3}

ENDING = frozenset({"measure_started", "measure_extended"})
"""The facts that name the end of a measure."""


@dataclass(frozen=True)
class Person:
    """Someone the case is about, in a role of `alliantie.practices.terms.PersonRole`."""

    id: str
    role: str
    born: date | None = None


@dataclass(frozen=True)
class Fact:
    """Something that happened on a day. `about` is the person it concerns, `present` who were there."""

    id: str
    kind: str
    on: date
    at: time | None = None
    values: Mapping[str, FactValue] = field(default_factory=dict)
    about: str | None = None
    present: frozenset[str] = frozenset()
    corrects: str | None = None
    void: bool = False

    @cached_property
    def moment(self) -> tuple[date, time, int, str, str, str]:
        """By which facts are ordered: of one day by time, else endings before beginnings, else by what they say.

        Recording order does not matter, nor the id that came by chance: by it only what says the same is told apart.
        """
        rank = _IN_A_DAY.get(self.kind, 1)
        said = " ".join(f"{name}={self.values[name]}" for name in sorted(self.values))
        return (self.on, self.at or (time.min if rank < 2 else time.max), rank, said, self.about or "", self.id)

    def not_before(self, other: Fact) -> bool:
        """Whether it happened later than `other`, or on the same day in an order that nobody recorded.

        In such an order an ending comes before a beginning.
        """
        if self.on != other.on:
            return self.on > other.on
        if self.at is None or other.at is None:
            return not (_IN_A_DAY.get(self.kind) == 0 and _IN_A_DAY.get(other.kind) == 2)
        return self.at >= other.at

    def day(self, name: str) -> date | None:
        """The value `name` where it is a day that can be counted with."""
        value = self.values.get(name)
        return value if isinstance(value, date) and FIRST_DAY <= value <= LAST_DAY else None

    def last_day(self, name: str) -> date | None:
        """Up to and including which day something lasts until `name`: of a measure the first day without it is kept."""
        day = self.day(name)
        return last_day(day) if day is not None and self.kind in ENDING else day


@dataclass(frozen=True)
class Timeline:
    """The people of a case and its facts, in any order."""

    people: tuple[Person, ...] = ()
    facts: tuple[Fact, ...] = ()
    _roles: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_roles", {person.id: person.role for person in self.people})

    def until(self, day: date) -> tuple[Fact, ...]:
        """The facts of that day and before that stand, oldest first: no corrected, withdrawn or later ones.

        Those before `FIRST_DAY` or after `LAST_DAY` never stand.
        """
        corrected = {fact.corrects for fact in self.facts if fact.corrects is not None}
        last = min(day, LAST_DAY)
        standing = (
            fact for fact in self.facts if FIRST_DAY <= fact.on <= last and not fact.void and fact.id not in corrected
        )
        return tuple(sorted(standing, key=lambda fact: fact.moment))

    def roles(self, people: Iterable[str]) -> tuple[str, ...]:
        """The roles of these people, each once and in order; who is no person of the case has the role "other"."""
        return tuple(sorted({self._roles.get(id, id if id in ("worker", "other") else "other") for id in people}))

    def in_role(self, role: str) -> tuple[Person, ...]:
        """The people of the case in one role."""
        return tuple(person for person in self.people if person.role == role)
