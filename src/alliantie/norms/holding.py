"""On which days a rule holds a decision back in a case, as its timeline stands: from when, until when. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from alliantie.norms import calendars
from alliantie.norms.gates import Gate, gates
from alliantie.norms.running import first_end
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Timeline
from alliantie.practices import Practice
from alliantie.practices.norm import Requires
from alliantie.practices.terms import Effect

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """A rule before a decision, and the days on which it holds that back: from the first of a span until the day
    before the second, which is None where nothing that happened ends it.
    """

    norm: str
    effect: Effect
    emergency: bool
    spans: tuple[tuple[date, date | None], ...]


def held(
    practice: Practice, timeline: Timeline, decision: str, *, incident: str = "", demo: bool = False
) -> tuple[Held, ...]:
    """Every rule that stands before `decision` on some day of a case, in the order of the practice.

    It is read with the gates of everyday use, on each day on which they can change: where something happened, and
    where a term after that is over. `incident` and `demo` as for them. Raises KeyError for an unknown decision.
    """
    days = _days(practice, timeline, decision)
    told = [(day, gates(practice, timeline, decision, day, incident=incident, demo=demo)) for day in days]
    known = {gate.norm: gate for _day, found in told for gate in found}
    return tuple(
        Held(norm.id, known[norm.id].effect, known[norm.id].emergency, _spans(told, norm.id))
        for norm in practice.norms
        if norm.id in known
    )


def _spans(told: list[tuple[date, tuple[Gate, ...]]], norm: str) -> tuple[tuple[date, date | None], ...]:
    """The days on which a gate of a norm is shut for somebody."""
    spans: list[tuple[date, date | None]] = []
    since: date | None = None
    for day, found in told:
        shut = any(gate.norm == norm and not gate.is_open for gate in found)
        if shut and since is None:
            since = day
        elif not shut and since is not None:
            spans.append((since, day))
            since = None
    return (*spans, (since, None)) if since is not None else tuple(spans)


def _days(practice: Practice, timeline: Timeline, decision: str) -> list[date]:
    """The days on which what holds a decision back can change, in order."""
    days = {fact.on for fact in timeline.facts}
    if not days:
        return []
    first, standing = min(days), Standing(practice, timeline, max(days))
    for norm in practice.norms:
        if norm.requires is not None and decision in norm.requires.decision:
            days |= set(_turns(standing, norm.requires))
            if (until := practice.source(norm.source).valid_until) is not None:
                days.add(until + _A_DAY)
    return sorted(day for day in days if day >= first)


def _turns(standing: Standing, rule: Requires) -> Iterator[date]:
    """The days after which a gate can open or shut by time alone, because of what happened."""
    country = standing.practice.country
    for fact in standing.matching(rule.needs):
        if isinstance(rule.passed, str):
            if (last := fact.last_day(rule.passed)) is not None:
                yield last + _A_DAY
        elif rule.passed is not None:
            yield calendars.after(fact.on, rule.passed, country) + _A_DAY
        if rule.fresh is not None:
            yield calendars.after(fact.on, rule.fresh, country) + _A_DAY
        if rule.holds_until is not None and (until := fact.day(rule.holds_until)) is not None:
            yield until + _A_DAY
        if rule.runs is not None:
            yield first_end(standing, rule.runs, fact.on) + _A_DAY
