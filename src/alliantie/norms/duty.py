"""One thing that is due, and what was read with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from alliantie.norms.timeline import Fact
from alliantie.practices import Practice
from alliantie.practices.norm import Every, Norm
from alliantie.practices.periods import Term
from alliantie.practices.terms import HARDEST_FIRST, Effect, Grade, Hardness

Why = Literal["own_start", "own_term", "suspended", "deviated", "day_off"]
Lacks = Literal["birth_date"]


class Lateness:
    """Whether it is too late, told alike by a duty and by what is kept of it."""

    overdue: bool
    hardness: Hardness

    @property
    def missed(self) -> bool:
        """Whether it is too late; past the day of a wish nothing is missed."""
        return self.overdue and self.hardness != "wished"

    @property
    def aimed(self) -> bool:
        """Whether its day was only one to aim at, and is over."""
        return self.overdue and self.hardness == "wished"


@dataclass(frozen=True)
class Duty(Lateness):
    """One thing that is due. `key` stays the same for as long as the duty rests on the same start.

    `due` is the last day on which it is in time; of what ends a measure the last day on which that holds.
    `still` is how many times it has to be done by then. `before` is the last day of what a term counts back from, and
    `after` the last day of a first term that had to be over, or the birthday it runs from. `lacks` says what has to be
    known first to tell when it is due. `by_rule` is the day that the rule itself sets, where it was put off.
    """

    norm: str
    key: str
    due: date
    overdue: bool
    hardness: Hardness
    grade: Grade
    effect: Effect
    source: str
    who: str
    term: Term | None
    start: Fact
    counted: tuple[Fact, ...] = ()
    still: int = 1
    person: str | None = None
    moved: tuple[Moved, ...] = ()
    before: date | None = None
    after: date | None = None
    lacks: Lacks | None = None
    by_rule: date | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts this duty rests on."""
        return tuple(fact.id for fact in (self.start, *self.counted, *(moved.by for moved in self.moved if moved.by)))

    def counts_from_start(self, norm: Norm) -> bool:
        """Whether its day is counted from its start, which the source does not name: a case may set another."""
        rule = norm.within or norm.every
        if rule is None or not rule.own_start or self.lacks or self.start.kind == "gate_forced":
            return False
        if isinstance(rule, Every):
            return len(self.counted) < rule.times
        return rule.before is None and rule.from_age is None and not isinstance(rule.after, str)


@dataclass(frozen=True)
class Moved:
    """What moved a due date to `to`, and the fact behind it; a day off has none."""

    why: Why
    to: date
    by: Fact | None = None


@dataclass(frozen=True)
class Undetermined:
    """A norm by which something would be due, if what its condition asks was recorded and makes it hold."""

    norm: str
    person: str | None = None


@dataclass(frozen=True)
class Reckoned:
    """What one reading of a case gives."""

    duties: tuple[Duty, ...]
    undetermined: tuple[Undetermined, ...]


class Ranked(Protocol):
    """What of a duty tells where it stands among others."""

    @property
    def norm(self) -> str: ...
    @property
    def due(self) -> date: ...
    @property
    def hardness(self) -> Hardness: ...
    @property
    def source(self) -> str: ...


def rank(practice: Practice, duty: Ranked, day: date) -> tuple[bool, int, bool, bool, date]:
    """By what duties stand in order: a limit that is not reached by `day` after what is to be done, then the hardest
    first, then what a source asks before our own choice, then by day.

    A wish whose day is over comes after those that can still be done in time: it hides none of this week.
    """
    norm = practice.norm(duty.norm)
    waits = norm.at_most is not None and (duty.due > day or norm.only_tells)
    own = practice.source(duty.source).kind == "own"
    return (waits, HARDEST_FIRST.index(duty.hardness), norm.is_wish and duty.due < day, own, duty.due)
