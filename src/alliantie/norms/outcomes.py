"""How cases ended: what a new request meets because of an earlier end, and how many ended in which way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alliantie.norms import calendars
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Timeline
from alliantie.practices import Practice
from alliantie.practices.periods import Period
from alliantie.practices.reaction import OutcomeKind, Reason, Return

Said = tuple[date, Mapping[str, object]]
"""On which day a fact was, and what it said."""
LONGEST_SET = 999
"""A longer term, in whatever unit, was mistyped and says nothing."""


@dataclass(frozen=True)
class Reentry:
    """A rule that a new request meets: which one, because of an end on which day, up to and including which day."""

    rule: Return
    ended: date
    until: date


@dataclass(frozen=True)
class Taxonomy:
    """How many cases ended in each way. `early` are all that were not completed."""

    completed: int
    positive: int
    neutral: int
    negative: int
    transferred: int
    other: int

    @property
    def early(self) -> int:
        """The cases that ended before they were completed."""
        return self.positive + self.neutral + self.negative + self.transferred + self.other


def reentry(practice: Practice, timeline: Timeline, day: date) -> tuple[Reentry, ...]:
    """The rules that a new request on `day` meets because of how the case of this timeline ended.

    A case that runs meets none. It is for people to decide what a rule means here.
    """
    standing = Standing(practice, timeline, day)
    closed = standing.by_kind.get("case_closed", ())
    if practice.outcomes is None or not standing.is_closed or not closed:
        return ()
    last = closed[-1]
    set_then = {kind: (facts[-1].on, facts[-1].values) for kind, facts in standing.by_kind.items()}
    return reentry_after(practice, str(last.values.get("reason", "")), last.on, day, set_then)


def reentry_after(
    practice: Practice, reason: str, ended: date, day: date, set_then: Mapping[str, Said] | None = None
) -> tuple[Reentry, ...]:
    """The rules that a new request on `day` meets after an end for this reason on that day.

    `set_then` has the day and the values of the latest fact of each kind in the case, for a term that was set there.
    """
    found = [
        (rule, _last_day(practice, rule, ended, set_then or {}))
        for rule in (practice.outcomes.returns if practice.outcomes else ())
        if reason in rule.reasons
    ]
    return tuple(Reentry(rule, ended, until) for rule, until in found if until is not None and day <= until)


def _last_day(practice: Practice, rule: Return, ended: date, set_then: Mapping[str, Said]) -> date | None:
    """Until which day a rule is met: as was set, from the day that was decided, or else by its term from the end."""
    if rule.term_from is not None and rule.term_from.fact in set_then:
        on, values = set_then[rule.term_from.fact]
        number = values.get(rule.term_from.value)
        if isinstance(number, int) and not isinstance(number, bool) and 0 < number <= LONGEST_SET:
            return Period(number, rule.term_from.unit).after(on)
    return calendars.after(ended, rule.term, practice.country) if rule.term is not None else None


def reasons(practice: Practice, measures: Iterable[str], ended: Iterable[str] = ()) -> tuple[Reason, ...]:
    """The reasons for which a case under these measures can end, in the order of the practice.

    What was completed under one that `ended` before the case did, can be said as well; not while something imposed
    runs, which is what ends then: guardianship does not end since an order before it ran out. Nor does a reason count
    that belongs only to what is voluntary: whoever wants no more help is still under an order.
    """
    running, ever = set(measures), {*measures, *ended}
    imposed = practice.imposed & running
    found = practice.outcomes.reasons if practice.outcomes else ()
    return tuple(
        each
        for each in found
        if each.measures == "any"
        or (
            not (ever if each.kind == "completed" and not imposed else running).isdisjoint(each.measures)
            and (not imposed or not practice.imposed.isdisjoint(each.measures))
        )
    )


def runs_on(kind: str) -> bool:
    """Whether what an authority imposed can go on after an end of this kind: only somebody else's hands carry it on."""
    return kind == "transferred"


def taxonomy(kinds: Iterable[OutcomeKind]) -> Taxonomy:
    """How many of these outcomes there are of each kind: completed, or ended early in which way."""
    count = Counter(kinds)
    return Taxonomy(
        count["completed"],
        count["positive"],
        count["neutral"],
        count["negative"],
        count["transferred"],
        count["other"],
    )
