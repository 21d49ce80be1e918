"""The colleagues of those who can sign in, with caseloads by COPY: a team as large as teams are has figures to show.

Nobody signs in as one of them, nor as one of their clients.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from django.db import connections, transaction

from alliantie.cases.models import Case
from alliantie.demo.caseloads import anew, begun, days_of, plot_of
from alliantie.demo.cast import Organisation
from alliantie.demo.ended import tell_ended
from alliantie.demo.names import ORIGINS, DoubleNames, Name
from alliantie.demo.plot import Plot, Told
from alliantie.demo.plots import ENDED, REGISTERED
from alliantie.demo.recorded_case import Place
from alliantie.demo.recording import Recorder
from alliantie.demo.rows import Rows
from alliantie.demo.steps import CaseStory, Happened
from alliantie.demo.story import next_measure_ago, tell
from alliantie.people.administration import OWNER
from alliantie.people.models import Team, Worker
from alliantie.practices import library

COLLEAGUES, RUNNING, OVER = 4, 8, 3
"""How many colleagues, and of each so many cases that run and so many that are over."""
_MORE = {"nl-save-youth-probation": 4}
"""So many more that run, where they are spread over so many measures that none would be large enough to show."""
_MORE_OVER = {"nl-debt-tilburg": 5, "be-houses-of-justice": 3, "nl-shelter-tussenvoorziening": 5}
"""So many more that are over, where much of what an organisation does is over soon: of 4,136 applications in 2015 two
in three got advice once (000:3825-3841), of 29,526 assignments in 2014 12,613 were no guidance (000:4955-5064), and of
416 people who left a shelter in 2016 271 had help with money (000:2236-2256)."""
# Days they run where the source of the practice does not say, and within how many one ended that is over: what has to
# follow half a year after that is late by days, and not by months.
_DAYS, _ENDED_WITHIN = (75, 560), 195
# How many days the plots were written for, and how far a next measure is.
_USUAL = 750
_PROMISES = 4


def colleagues_of(organisation: Organisation) -> tuple[Name, ...]:
    """Who else works in the team of an organisation, whatever the seed."""
    chance = Random(f"colleagues:{organisation.practice_id}")  # noqa: S311 - a story, no secret
    names = DoubleNames(chance)
    return tuple(names.draw(chance.choice(tuple(ORIGINS))) for _colleague in range(COLLEAGUES))


def record_colleagues(
    organisation: Organisation, team: Team, workers: Sequence[Worker], seed: int, today: date
) -> None:
    """Record the caseloads of these workers, each in one transaction; those that are there stay as they are."""
    busy = set(Case.objects.using(OWNER).filter(team=team).values_list("worker_id", flat=True))
    for number, worker in enumerate(workers):
        if worker.id in busy:
            continue
        # Whoever had a case before, or stands in, is the next of them.
        other = workers[(number + 1) % len(workers)]
        record(
            caseload(organisation, number, [worker, other], seed), team, [worker, other], f"{seed}:{worker.name}", today
        )


def record(stories: Iterable[CaseStory], team: Team, workers: Sequence[Worker], key: str, today: date) -> None:
    """Record cases of one team, in one transaction; `key` is what the numbers of their rows start from."""
    place = Place(team.area_id, team.organisation_id, team.id, tuple(each.id for each in workers), workers[-1].name)
    rows, chance = Rows(), Random(key)  # noqa: S311 - a story, no secret
    for story in stories:
        Recorder(story, place, today, chance, rows).record()
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        rows.copy(cursor)


def _shorter(plot: Plot) -> Plot:
    """The plot in less than two years: nobody handed over, and nothing turned."""
    return replace(plot, earlier_worker=None, shows_earlier=False, warned=False)


def fitted(plot: Plot, days: int) -> Plot:
    """The plot in so many days: what follows a next measure keeps its distance to it, and what names an end is told
    at the beginning where it would come only later.
    """
    begins = next_measure_ago(days)
    shift = (days - begins) - (_USUAL - next_measure_ago(_USUAL))
    latest = max((told.ago for told in plot.told), default=0)
    sooner = max(0, latest - max(begins - 14, 1)) if plot.next_measure else 0

    def moved(told: Told) -> Told:
        if told.ago:
            return replace(told, ago=max(1, told.ago - sooner))
        if plot.next_measure and told.after > _USUAL // 2:
            return replace(told, after=max(1, told.after + shift))
        names_end = isinstance(told.what, Happened) and told.what.kind == "measure_extended"
        return replace(told, after=3) if names_end and told.after >= days else told

    return replace(plot, told=tuple(moved(told) for told in plot.told))


def caseload(organisation: Organisation, number: int, workers: Sequence[Worker], seed: int) -> Iterable[CaseStory]:
    """The stories of one caseload, the first of `workers` being whose it is."""
    practice = library().latest(organisation.practice_id)
    named = replace(organisation, workers=tuple(Name(each.given_name, each.family_name) for each in workers))
    for place in range(RUNNING + _MORE.get(practice.id, 0)):
        key = f"{seed}:{practice.id}:colleague:{number}:{place}"
        chance = Random(key)  # noqa: S311 - a story, no secret
        plot = anew(plot_of(practice, chance), chance)
        days = days_of(practice, plot, chance) or chance.randint(*_DAYS)
        plot = fitted(begun(practice, _shorter(plot), days), days)
        yield tell(named, practice, plot, DoubleNames(chance), key, 1 + days // 91, _PROMISES, days)
    for place, beside in enumerate(REGISTERED.get(practice.id, ())[number::COLLEAGUES]):
        key = f"{seed}:{practice.id}:colleague:{number}:registered:{place}"
        chance = Random(key)  # noqa: S311 - a story, no secret
        plot = anew(beside, chance)
        days = days_of(practice, plot, chance) or chance.randint(*_DAYS)
        yield tell(named, practice, plot, DoubleNames(chance), key, since=days)
    ended, many = ENDED[practice.id], OVER + _MORE_OVER.get(practice.id, 0)
    for place in range(many):
        key = f"{seed}:{practice.id}:colleague:{number}:ended:{place}"
        chance = Random(key)  # noqa: S311 - a story, no secret
        over = ended[(number * many + place) % len(ended)]
        over = replace(over, plot=anew(over.plot, chance))
        yield tell_ended(named, over, DoubleNames(chance), key, chance.randint(3, _ENDED_WITHIN))
