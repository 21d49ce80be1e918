"""Whether a decision or letter of our own may be taken now, and what has to come first.

A gate stops a decision, never the recording of what happened. A rule that nobody checked against today's law stops
nothing outside the demo: it says what the source wants first, and leaves the decision to people.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from alliantie.norms import calendars
from alliantie.norms.comparing import alike
from alliantie.norms.reach import since
from alliantie.norms.running import first_end
from alliantie.norms.settling import followed
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact, Person, Timeline
from alliantie.practices import Practice
from alliantie.practices.norm import Decision, Match, Norm, Requires
from alliantie.practices.periods import Term
from alliantie.practices.reaction import TIE
from alliantie.practices.terms import Effect


@dataclass(frozen=True)
class Gate:
    """One gate before a decision on a day: open, by which fact, or shut, and whether an emergency passes it.

    What says two opposite things on one day opens nothing: those are `against` each other.
    """

    norm: str
    source: str
    effect: Effect
    checked: bool
    open_by: Fact | None
    emergency: bool
    person: str | None = None
    against: tuple[Fact, Fact] | None = None

    @property
    def of(self) -> tuple[str, str | None]:
        """Which gate it is, on whatever day: of which norm, and of whom."""
        return self.norm, self.person

    @property
    def is_open(self) -> bool:
        """Whether what the gate asks for is there."""
        return self.open_by is not None

    @property
    def stops(self) -> bool:
        """Whether the decision has to wait, unless there is danger and the gate has an emergency way."""
        return not self.is_open and self.effect == "blocks"


def is_tied(practice: Practice, decision: str) -> bool:
    """Whether a decision is about one incident: a gate before it asks what was recorded of that one."""
    return any(
        norm.requires is not None and decision in norm.requires.decision and bool(norm.requires.same)
        for norm in practice.norms
    )


def gates(
    practice: Practice,
    timeline: Timeline,
    decision: str,
    day: date,
    *,
    about: str | None = None,
    incident: str = "",
    demo: bool = False,
) -> tuple[Gate, ...]:
    """Every gate that stands before `decision` on `day`, in the order of the practice; those of one person alone where
    it is `about` that person, and as they stand because of the `incident` that is called so.

    Raises KeyError for a decision this practice does not have. In the `demo` unchecked rules block as checked ones do.
    """
    practice.decision(decision)
    standing = Standing(practice, timeline, day)
    return tuple(
        _gate(standing, norm, rule, _Case(person, start, incident), demo=demo)
        for norm in standing.norms()
        if (rule := norm.requires) is not None and decision in rule.decision
        for person, start in since(standing, norm).items()
        if about is None or person is None or person.id == about
        # Of a gate it is better to hear once too often: unknown counts as standing there.
        if standing.holds(norm.when, person) is not False and _asks(standing, rule, _Case(person, start, incident))
    )


def subjects(standing: Standing, decision: Decision) -> tuple[Person, ...]:
    """Whom a decision can be about: the people in its role for whom a measure runs that brings it.

    Of one that is about nobody apart there are none.
    """
    if decision.per is None:
        return ()
    forces = [each for each in standing.unended if decision.measures == "any" or each.measure in decision.measures]
    return tuple(
        person
        for person in standing.timeline.in_role(decision.per)
        if decision.measures == "any" or any(each.start.about in (None, person.id) for each in forces)
    )


@dataclass(frozen=True)
class _Case:
    """For whom a gate is read, since the start of the measure it comes from, and because of which incident."""

    person: Person | None
    start: Fact | None
    incident: str


def _asks(standing: Standing, rule: Requires, case: _Case) -> bool:
    """Whether there is something to wait for, where a gate asks only that."""
    return not rule.if_there or bool(_left(standing, rule, _found(standing, rule, case), case))


def _gate(standing: Standing, norm: Norm, rule: Requires, case: _Case, *, demo: bool) -> Gate:
    checked = standing.practice.source(norm.source).checked is not None
    effect: Effect = norm.effect if checked or demo else "informs"
    gate = Gate(norm.id, norm.source, effect, checked, None, rule.emergency, case.person.id if case.person else None)
    against = _against(standing, rule, case)
    return replace(gate, against=against) if against else replace(gate, open_by=_open_by(standing, rule, case))


def _against(standing: Standing, rule: Requires, case: _Case) -> tuple[Fact, Fact] | None:
    """Of the latest the gate asks for, one that says the opposite of another of its day."""
    found = _found(standing, rule, case)
    for fact in found:
        if fact.on == found[-1].on and (other := standing.against(fact, case.person)) is not None:
            one, two = sorted((fact, other), key=lambda each: each.moment)
            return one, two
    return None


def _open_by(standing: Standing, rule: Requires, case: _Case) -> Fact | None:
    """The latest fact the gate asks for, if it opens: an earlier one never does, since it was taken over."""
    found = _found(standing, rule, case)
    if not found:
        return None
    last = found[-1]
    if rule.fresh is not None and calendars.after(last.on, rule.fresh, standing.practice.country) < standing.day:
        return None
    left = _left(standing, rule, found, case)
    if rule.holds_until is not None:
        # Of two that were given on one day the furthest last day counts.
        named = [(day, fact) for fact in found if fact.on == last.on and (day := fact.day(rule.holds_until))]
        until, last = max(named, key=lambda each: each[0], default=(standing.day, last))
        if until < standing.day:
            return None
    if last not in left:
        return None
    if rule.followed is not None and not followed(standing, rule.followed, case.person, case.start):
        return None
    # A term that runs is not cut short by what is recorded of another one.
    return last if all(_is_over(standing, rule, fact) for fact in left) else None


def _found(standing: Standing, rule: Requires, case: _Case) -> list[Fact]:
    """The facts a gate asks for, oldest first; of an incident the last word counts, also when both came on one day."""
    return [
        fact
        for fact in _last_words(standing, rule.needs, case.person)
        if case.start is None or fact.not_before(case.start)
        if not rule.same or (case.incident and alike(fact.values.get(TIE), case.incident))
    ]


def _last_words(standing: Standing, match: Match, person: Person | None) -> list[Fact]:
    return [fact for fact in standing.matching(match, person) if not standing.said_again(fact)]


def _left(standing: Standing, rule: Requires, found: list[Fact], case: _Case) -> list[Fact]:
    """Those that nothing took back since."""
    taken_back = [
        fact
        for match in rule.unless
        for fact in _last_words(standing, match, case.person)
        if not rule.same or alike(fact.values.get(TIE, case.incident), case.incident)
    ]
    return [fact for fact in found if not any(later.not_before(fact) for later in taken_back)]


def _is_over(standing: Standing, rule: Requires, fact: Fact) -> bool:
    """Whether what the gate waits for after a fact is over, and the term that ran from the fact as well."""
    if rule.passed is None:
        return True
    named = _passes(standing, rule.passed, fact)
    ends = [named] if rule.runs is None else [named, first_end(standing, rule.runs, fact.on)]
    return all(end is not None and end < standing.day for end in ends)


def _passes(standing: Standing, passed: Term | str, fact: Fact) -> date | None:
    """The last day on which the gate still waits; None where the fact does not name it."""
    if not isinstance(passed, str):
        return calendars.after(fact.on, passed, standing.practice.country)
    return fact.last_day(passed)
