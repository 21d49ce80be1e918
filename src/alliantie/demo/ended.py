"""Cases that are over, as stories. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random

from alliantie.demo import steps
from alliantie.demo.cast import Organisation
from alliantie.demo.names import Draws, Names
from alliantie.demo.plot import Ended
from alliantie.demo.plots import ENDED
from alliantie.demo.steps import CaseStory, Step
from alliantie.demo.story import tell
from alliantie.practices import library

# How many days ago those of the worker who can sign in ended.
_ENDED_AGO = (24, 75)


def own_ended(organisation: Organisation, seed: int, told: Iterable[CaseStory]) -> Iterator[CaseStory]:
    """The cases that are over of the worker of an organisation who can sign in.

    Nobody in them bears a given name of these workers or of the people `told` of already, so that a list tells people
    apart.
    """
    used = {person.name for case in told for person in case.people}
    known = frozenset(name.given for name in {*used, *organisation.workers})
    names = Names(Random(f"{seed}:{organisation.practice_id}:ended"), known, used)  # noqa: S311 - a story, no secret
    for place, (over, ago) in enumerate(zip(ENDED[organisation.practice_id], _ENDED_AGO, strict=False)):
        yield tell_ended(organisation, over, names, f"{seed}:{organisation.practice_id}:ended:{place}", ago)


def tell_ended(organisation: Organisation, over: Ended, names: Draws, key: str, ago: int) -> CaseStory:
    """The story of a case that ended so many days `ago`."""
    practice = library().latest(organisation.practice_id)
    case = tell(organisation, practice, over.plot, names, key, rounds=1 + over.days // 91, since=over.days)
    kept = {step.act.number for step in case.steps if isinstance(step.act, steps.Kept)}
    held = [_earlier(step, ago) for step in case.steps if not _left_open(step.act, kept)]
    return replace(case, steps=(*held, Step(ago, steps.Close(over.reason))))


def _left_open(act: steps.Act, kept: set[int]) -> bool:
    """What would still be to come: a next talk, or something agreed that nobody did."""
    return isinstance(act, steps.PlanTalk) or (isinstance(act, steps.Promised) and act.number not in kept)


def _earlier(step: Step, days: int) -> Step:
    """The same so many days earlier, with the days it names."""
    act = step.act
    if isinstance(act, steps.Happened):
        act = replace(act, days=tuple((name, day - days) for name, day in act.days))
    return Step(step.days_ago + days, act)
