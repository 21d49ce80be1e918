"""What is due in a case on a day, and why: `duties(practice, timeline, day)`, a pure function.

A duty follows from a norm and at least one fact. It says when it is due, which facts it rests on, and what moved its
day: a start or a term of this case's own, a suspension, a deviation with a reason, or a day on which nobody works.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from alliantie.norms import calendars
from alliantie.norms.duty import Duty, Reckoned, Undetermined, rank
from alliantie.norms.reach import people, reach
from alliantie.norms.reading import Reading
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Timeline
from alliantie.practices import Practice
from alliantie.practices.rights import ASKED

ASKED_FACTS = frozenset(ASKED.values())


def duties(practice: Practice, timeline: Timeline, day: date) -> tuple[Duty, ...]:
    """All that is due or will be, as it stands on `day`, in order of `rank`. Averages are never due.

    What two measures ask from the same start is one duty, due on the earlier day.
    """
    return reckoned(practice, timeline, day).duties


def undetermined(practice: Practice, timeline: Timeline, day: date) -> tuple[Undetermined, ...]:
    """The norms by which something would be due but for a condition that asks what nobody recorded."""
    return reckoned(practice, timeline, day).undetermined


def reckoned(practice: Practice, timeline: Timeline, day: date) -> Reckoned:
    """Both `duties` and `undetermined`, for whoever wants both: the case is read once."""
    standing = Standing(practice, timeline, day)
    found: dict[str, Duty] = {}
    unknown: list[Undetermined] = []
    for norm in standing.norms():
        for person, start in reach(standing, norm):
            holds = standing.holds(norm.when, person)
            if holds is False:
                continue
            due = tuple(Reading(standing, norm, person, start).duties())
            if holds is None and (due or norm.within is None):
                # Once, after a fact: what never began or was done is not unknown, whatever its condition asks.
                unknown.append(Undetermined(norm.id, person.id if person else None))
            for duty in due if holds and norm.grade != "average" else ():
                if duty.key not in found or duty.due < found[duty.key].due:
                    found[duty.key] = duty
    for duty in (*_past_its_last_day(standing, tuple(found.values())), *_passed_over(standing), *_asked(standing)):
        found[duty.key] = duty
    ordered = sorted(found.values(), key=lambda duty: (*rank(practice, duty, day), duty.norm, duty.key))
    return Reckoned(tuple(ordered), tuple(dict.fromkeys(unknown)))


def _past_its_last_day(standing: Standing, found: tuple[Duty, ...]) -> Iterator[Duty]:
    """That a measure past its last day is ended or extended, unless a norm of the practice asks for its end already."""
    ends = [duty for duty in found if standing.practice.norm(duty.norm).ends_measure]
    for force in () if standing.is_closed else standing.past:
        asked = any(duty.start.id == force.start.id and force.until and duty.due < force.until for duty in ends)
        if force.until is not None and not asked:
            norm = standing.practice.last_day(force.measure)
            person = next((each for each in standing.timeline.people if each.id == force.start.about), None)
            yield Reading(standing, norm, person, force.start).at_its_end(force.start, calendars.last_day(force.until))


def _passed_over(standing: Standing) -> Iterator[Duty]:
    """The steps that gates asked for and an emergency passed over.

    Each is owed from then on, whatever ended or changed since: the measure it came from, the case, or its condition.
    """
    for norm in standing.norms() if "gate_forced" in standing.by_kind else ():
        if norm.requires is not None and norm.grade != "average":
            for person in people(standing, norm):
                yield from Reading(standing, norm, person, None).made_up_for(norm.requires)


def _asked(standing: Standing) -> Iterator[Duty]:
    """The answers that clients wait for: each request by itself, whatever measure runs and also after the end."""
    for norm in standing.practice.rights.values() if standing.by_kind.keys() & ASKED_FACTS else ():
        for person in standing.timeline.people:
            yield from Reading(standing, norm, person, None).duties()
