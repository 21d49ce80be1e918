"""Who plays in a large demo: caseloads of forty cases, twelve to a team, one organisation after another. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from uuid import UUID

from alliantie.alliance.rules import rounds_fit
from alliantie.demo.cast import ORGANISATIONS, Organisation
from alliantie.demo.names import ORIGINS, DoubleNames, Name
from alliantie.demo.plot import Plot
from alliantie.demo.plots import BEGINS, PLOTS
from alliantie.demo.rows import number
from alliantie.demo.steps import CaseStory
from alliantie.demo.story import tell
from alliantie.practices import Practice, library
from alliantie.practices.printed import cases_counted, days_running

SIZE = 40
TEAM = 12
# Fewer than in the demo itself: here it is the number of cases that counts.
_ROUNDS = 5
# As many as people of a caseload agree on in about two years.
_PROMISES = 16
# A case that is younger has a story of its own; one that runs as long as in the demo itself has room for all of it.
_SHORTEST, _TWO_YEARS = 64, 735


@dataclass(frozen=True, slots=True)
class NewWorker:
    """The worker of caseload `place`, in the team of that name."""

    place: int
    id: UUID
    name: Name
    organisation: Organisation

    @property
    def login(self) -> str:
        """What this worker signs in with."""
        return f"medewerker.{self.place + 1}"

    @property
    def team(self) -> str:
        """The name of the team, within the organisation."""
        return f"Team {self.place // (TEAM * len(ORGANISATIONS)) + 1}"

    @property
    def leader(self) -> tuple[str, Name]:
        """Who leads the team: what that one signs in with, and the name."""
        number_of_team = self.place // TEAM + 1
        chance = Random(f"leader:{number_of_team}")  # noqa: S311 - a story, no secret
        return f"leider.{number_of_team}", DoubleNames(chance).draw(chance.choice(tuple(ORIGINS)))


def workers(cases: int, seed: int) -> Iterator[NewWorker]:
    """The workers of so many cases, in whole teams: whoever stood there before or stands in is of the same team."""
    for place in range(-(-cases // (SIZE * TEAM)) * TEAM):
        yield worker(place, seed)


def worker(place: int, seed: int) -> NewWorker:
    """The worker of one caseload."""
    chance = Random(f"{seed}:worker:{place}")  # noqa: S311 - a story, no secret
    name = DoubleNames(chance).draw(chance.choice(tuple(ORIGINS)))
    return NewWorker(place, number(chance), name, ORGANISATIONS[place // TEAM % len(ORGANISATIONS)])


def colleague_of(place: int) -> int:
    """The caseload of the colleague next in the same team."""
    first = place - place % TEAM
    return first + (place + 1 - first) % TEAM


def story_of(case: int, seed: int) -> CaseStory:
    """The story of one case: a plot of the demo of that practice, with other people.

    Measures come as often as the source of the practice counted them, where it did.
    """
    place = case // SIZE
    own, other = worker(place, seed), worker(colleague_of(place), seed)
    chance = Random(f"{seed}:case:{case}")  # noqa: S311 - a story, no secret
    organisation = replace(own.organisation, workers=(own.name, other.name))
    practice = library().latest(organisation.practice_id)
    plot = anew(plot_of(practice, chance), chance)
    since = days_of(practice, plot, chance)
    if since is not None and since < _TWO_YEARS:
        # Nobody handed over, and nothing turned, in so short a time.
        plot = replace(plot, earlier_worker=None, shows_earlier=False, warned=False, next_measure="")
    names, key = DoubleNames(chance), f"{seed}:case:{case}:story"
    return tell(organisation, practice, plot, names, key, _ROUNDS, _PROMISES, since)


def days_of(practice: Practice, plot: Plot, chance: Random) -> int | None:
    """How many days a case runs, as the source says of its measure; None where it says nothing of it."""
    between = days_running(practice.printed, plot.measure)
    if between is None:
        return None
    return max(1 if plot.whole else _SHORTEST, chance.randint(*between))


def plot_of(practice: Practice, chance: Random) -> Plot:
    """A plot by chance, as often under each measure as the source counted; of rounds there is nothing under some."""
    plots = PLOTS[practice.id]
    counted = [
        ([each for each in measures if rounds_fit(practice, [each])], number)
        for measures, number in cases_counted(practice.printed)
    ]
    counted = [(measures, number) for measures, number in counted if measures]
    if not counted:
        return chance.choice(plots)
    (measures,) = chance.choices([each for each, _ in counted], [number for _, number in counted])
    # What is known by a plot is told first.
    measure = chance.choice([plot.measure for plot in plots if plot.measure in measures] or measures)
    known = [plot for plot in plots if plot.measure == measure]
    # What else befell a plot belongs to its measure.
    return chance.choice(
        known or [replace(plot, measure=measure, beside=(), next_measure="", told=()) for plot in plots]
    )


def begun(practice: Practice, plot: Plot, days: int) -> Plot:
    """The plot with what was recorded under its measure in so many days, where it tells nothing itself."""
    begins = BEGINS.get((practice.id, plot.measure))
    return plot if plot.told or begins is None else replace(plot, told=begins(days))


def anew(plot: Plot, chance: Random) -> Plot:
    """The plot for a family of one origin by chance, its workers numbered as own (0) and colleague (1)."""
    origin = chance.choice(tuple(ORIGINS))
    return replace(
        plot,
        worker=0,
        earlier_worker=None if plot.earlier_worker is None else 1,
        covered_by=None if plot.covered_by is None else 1,
        members=tuple(replace(member, name=None, origin=origin) for member in plot.members),
    )
