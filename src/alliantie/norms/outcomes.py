"""How cases ended: what a new request meets because of an earlier end, and how many ended in which way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from alliantie.norms import calendars
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Timeline
from alliantie.practices import Practice
from alliantie.practices.reaction import OutcomeKind, Reason, Return


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
    return reentry_after(practice, str(last.values.get("reason", "")), last.on, day)


def reentry_after(practice: Practice, reason: str, ended: date, day: date) -> tuple[Reentry, ...]:
    """The rules that a new request on `day` meets after an end for this reason on that day."""
    found = (
        Reentry(rule, ended, calendars.after(ended, rule.term, practice.country))
        for rule in (practice.outcomes.returns if practice.outcomes else ())
        if reason in rule.reasons
    )
    return tuple(each for each in found if day <= each.until)


def reasons(practice: Practice, measures: Iterable[str], ended: Iterable[str] = ()) -> tuple[Reason, ...]:
    """The reasons for which a case under these measures can end, in the order of the practice.

    What was completed under one that `ended` before the case did, can be said as well.
    """
    running, ever = set(measures), {*measures, *ended}
    found = practice.outcomes.reasons if practice.outcomes else ()
    return tuple(
        each
        for each in found
        if each.measures == "any" or not (ever if each.kind == "completed" else running).isdisjoint(each.measures)
    )


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
