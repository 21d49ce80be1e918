"""What is due in a case on a day, and why: `duties(practice, timeline, day)`, a pure function.

A duty follows from a norm and at least one fact. It says when it is due, which facts it rests on, and what moved its
day: a term of this case's own, a suspension, a deviation with a reason, or a day on which nobody works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from alliantie.norms import calendars
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Person, Timeline
from alliantie.practices import Practice
from alliantie.practices.norm import AtMost, Effect, Every, Grade, Hardness, Norm, Requires, Within
from alliantie.practices.periods import Term, parse_term

Why = Literal["own_term", "suspended", "deviated", "day_off"]
_PUT_OFF: tuple[tuple[str, Why], ...] = (("norm_suspended", "suspended"), ("norm_deviated", "deviated"))

HARDEST_FIRST: tuple[Hardness, ...] = ("law", "needed", "wished")
STEP_TERM = parse_term("P1WD")
"""A step passed over in an emergency is made up for by the next working day: our setting, in no source."""


@dataclass(frozen=True)
class Duty:
    """One thing that is due. `key` stays the same for as long as the duty rests on the same start.

    `still` is how many times it has to be done by then; `before` is the day that a term counts back from.
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

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts this duty rests on."""
        return tuple(fact.id for fact in (self.start, *self.counted, *(moved.by for moved in self.moved if moved.by)))


@dataclass(frozen=True)
class Moved:
    """What moved a due date to `to`, and the fact behind it; a day off has none."""

    why: Why
    to: date
    by: Fact | None = None


@dataclass(frozen=True)
class Undetermined:
    """A norm of which it is not known whether it applies, since what its condition asks is not recorded."""

    norm: str
    person: str | None = None


def duties(practice: Practice, timeline: Timeline, day: date) -> tuple[Duty, ...]:
    """All that is due or will be, as it stands on `day`: hardest first, then by due date. Averages are never due."""
    standing = Standing(practice, timeline, day)
    found = [
        duty
        for norm in practice.norms
        if norm.grade != "average"
        for person, start in reach(standing, norm)
        if standing.holds(norm.when, person)
        for duty in _Reading(standing, norm, person, start).duties()
    ]
    return tuple(sorted(found, key=_order))


def undetermined(practice: Practice, timeline: Timeline, day: date) -> tuple[Undetermined, ...]:
    """The norms that would apply but for a condition that asks what nobody recorded."""
    standing = Standing(practice, timeline, day)
    found = (
        Undetermined(norm.id, person.id if person else None)
        for norm in practice.norms
        for person, _start in reach(standing, norm)
        if standing.holds(norm.when, person) is None
    )
    return tuple(dict.fromkeys(found))


def _order(duty: Duty) -> tuple[int, date, str, str]:
    return (HARDEST_FIRST.index(duty.hardness), duty.due, duty.norm, duty.key)


def reach(standing: Standing, norm: Norm) -> Iterator[tuple[Person | None, Fact | None]]:
    """For whom the norm holds, with the fact that started the measure it comes from (none for one of any measure).

    A norm ends with its measure, and one of any measure with the case, unless it outlives them.
    """
    people: tuple[Person | None, ...] = standing.timeline.in_role(norm.per) if norm.per else (None,)
    if norm.measures == "any":
        if standing.is_open or norm.outlives:
            for person in people:
                yield person, None
        return
    forces = {force.measure: force.start for force in standing.in_force}
    if norm.outlives:
        forces = {
            str(fact.values.get("measure")): fact for fact in standing.by_kind.get("measure_started", ())
        } | forces
    for measure in norm.measures:
        if measure in forces:
            for person in people:
                start = forces[measure]
                if person is None or start.about in (None, person.id):
                    yield person, start


@dataclass(frozen=True)
class _Reading:
    """One norm, read on one case for one person (or none) under one measure (or any)."""

    standing: Standing
    norm: Norm
    person: Person | None
    under: Fact | None

    def duties(self) -> Iterator[Duty]:
        if self.norm.within is not None:
            yield from self._within(self.norm.within)
        elif self.norm.every is not None:
            yield from self._every(self.norm.every)
        elif self.norm.at_most is not None:
            yield from self._at_most(self.norm.at_most)
        elif self.norm.requires is not None:
            yield from self._made_up_for(self.norm.requires)

    def _within(self, rule: Within) -> Iterator[Duty]:
        starts = self._starts(self.standing.matching(rule.start, self.person))
        chosen = {"each": starts, "first": starts[:1], "latest": starts[-1:]}[rule.which]
        term, own = self._term(rule.term)
        for start in chosen:
            if self.standing.settled_by(rule.done, start, self.person):
                continue
            if rule.dropped is not None and self.standing.settled_by(rule.dropped, start, self.person):
                continue
            end = self._end(start, rule.before) if rule.before else None
            if end is not None:
                due = calendars.before(end, term, self.standing.practice.country)
            elif rule.before is None:
                due = calendars.after(start.on, term, self.standing.practice.country)
            else:
                continue
            yield self._duty(start, due, term, own, before=end, on_working_day=rule.ends_on_working_day)

    def _end(self, start: Fact, name: str) -> date | None:
        """The day a fact names; that of a measure's end moves with its extension."""
        for force in self.standing.in_force:
            if force.start == start and name == "until":
                return force.until
        return start.day(name)

    def _every(self, rule: Every) -> Iterator[Duty]:
        starts = self._starts(self.standing.matching(rule.start, self.person))
        if not starts:
            return
        start = starts[-1]
        if rule.until and any(f.not_before(start) for f in self.standing.matching(rule.until, self.person)):
            return
        term, own = self._term(rule.term)
        counted = [
            f for f in self.standing.matching(rule.counts, self.person) if f.not_before(start) and f.id != start.id
        ]
        # The start stands for as many contacts as a term needs: the first term is due in full at its end.
        last = ([start] * rule.times + counted)[-rule.times :]
        due = calendars.after(last[0].on, term, self.standing.practice.country)
        window = [f for f in counted if calendars.after(f.on, term, self.standing.practice.country) > due]
        still = max(1, rule.times - len(window))
        yield self._duty(start, due, term, own, counted=tuple(f for f in last if f is not start), still=still)

    def _at_most(self, rule: AtMost) -> Iterator[Duty]:
        if rule.term is not None and rule.start is not None and rule.ends is not None:
            for start in self._starts(self.standing.matching(rule.start, self.person)):
                if not self.standing.settled_by(rule.ends, start, self.person):
                    due = calendars.after(start.on, rule.term, self.standing.practice.country)
                    yield self._duty(start, due, rule.term, None)
        elif rule.number is not None and rule.counts is not None:
            facts = self._starts(self.standing.matching(rule.counts, self.person))
            if rule.window is not None:
                country = self.standing.practice.country
                facts = [f for f in facts if calendars.after(f.on, rule.window, country) > self.standing.day]
            if len(facts) > rule.number:
                over = facts[rule.number]
                yield self._duty(over, over.on, rule.window, None, counted=tuple(facts[: rule.number]))

    def _made_up_for(self, rule: Requires) -> Iterator[Duty]:
        """The step that a gate asked for and an emergency passed over."""
        for forced in self.standing.by_kind.get("gate_forced", ()):
            if forced.values.get("norm") == self.norm.id and not any(
                fact.not_before(forced) for fact in self.standing.matching(rule.needs, self.person)
            ):
                due = calendars.after(forced.on, STEP_TERM, self.standing.practice.country)
                yield self._duty(forced, due, STEP_TERM, None)

    def _starts(self, facts: tuple[Fact, ...]) -> list[Fact]:
        """Those of the measure the norm comes from; a start before the measure began belongs to an earlier one."""
        if self.under is None:
            return list(facts)
        measure = self.under.values.get("measure")
        return [
            fact for fact in facts if fact.not_before(self.under) and fact.values.get("measure", measure) == measure
        ]

    def _term(self, term: Term) -> tuple[Term, Fact | None]:
        """The term that holds in this case, and the fact that set it where the case has its own."""
        for fact in reversed(self.standing.by_kind.get("term_set", ())):
            if fact.values.get("norm") == self.norm.id:
                return parse_term(fact.values["term"]), fact
        return term, None

    def _duty(
        self,
        start: Fact,
        due: date,
        term: Term | None,
        own: Fact | None,
        *,
        counted: tuple[Fact, ...] = (),
        still: int = 1,
        before: date | None = None,
        on_working_day: bool = False,
    ) -> Duty:
        moved = [Moved("own_term", due, own)] if own else []
        for kind, why in _PUT_OFF:
            for fact in self.standing.by_kind.get(kind, ()):
                until = fact.day("until")
                if fact.values.get("norm") == self.norm.id and until is not None and due < until:
                    due = until
                    moved.append(Moved(why, due, fact))
        if on_working_day and not calendars.is_working_day(due, self.standing.practice.country):
            due = calendars.working_day_from(due, self.standing.practice.country)
            moved.append(Moved("day_off", due))
        person = self.person.id if self.person else None
        return Duty(
            norm=self.norm.id,
            key="/".join(filter(None, (self.norm.id, start.id, person))),
            due=due,
            overdue=due < self.standing.day,
            hardness=self.norm.hardness,
            grade=self.norm.grade,
            effect=self.norm.effect,
            source=self.norm.source,
            who=self.norm.who,
            term=term,
            start=start,
            counted=counted,
            still=still,
            person=person,
            moved=tuple(moved),
            before=before,
        )
