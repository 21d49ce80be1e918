"""For what and until when a case waits for somebody else: rules that are silent for a first term. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from alliantie.norms import calendars
from alliantie.norms.reach import reach
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Person
from alliantie.practices.norm import Norm


@dataclass(frozen=True)
class Wait:
    """A rule that is silent up to and including a day, since a fact, for one person or for everyone."""

    norm: str
    start: Fact
    until: date
    person: str | None = None


def waiting(standing: Standing) -> tuple[Wait, ...]:
    """What a case waits for on a day, soonest over first: of each rule that says so, from the latest start."""
    found = [
        wait
        for norm in standing.norms()
        if norm.waits is not None
        for person, under in reach(standing, norm)
        if standing.holds(norm.when, person) and (wait := _wait(standing, norm, person, under)) is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.until, each.norm, each.person or "")))


def _wait(standing: Standing, norm: Norm, person: Person | None, under: Fact | None) -> Wait | None:
    rule = norm.within
    if rule is None or rule.after is None:
        return None
    starts = [fact for fact in standing.matching(rule.start, person) if under is None or fact.not_before(under)]
    if not starts:
        return None
    last, after = starts[-1], rule.after
    until = last.day(after) if isinstance(after, str) else calendars.after(last.on, after, standing.practice.country)
    settled = any(standing.settled_by(way, last, person) for way in (rule.done, *rule.dropped))
    if until is None or until < standing.day or settled:
        return None
    return Wait(norm.id, last, until, person.id if person else None)
