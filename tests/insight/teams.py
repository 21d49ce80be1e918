"""Teams with many clients and rounds, written as owner past the operations: one round costs too much to hold fifty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from alliantie import clock
from alliantie.access.call import rows
from alliantie.access.identity import Actor, acting
from alliantie.alliance.models import Pair, Round
from alliantie.cases.models import Case, KeptFigures
from alliantie.people import administration
from alliantie.people.administration import OWNER
from alliantie.people.models import Client, Worker
from tests.worlds import SINCE, World, worker_actor

# How far the rounds of a client came.
STAGES = ("nothing", "begun", "looked", "talked")
PRACTICE = "nl-probation"
# A day on which the newest quarter that is shown is the first of 2026.
TODAY = datetime(2026, 7, 3, 9, tzinfo=UTC)
QUARTER = date(2026, 1, 1)


def team_of(workers: int, name: str = "Test") -> World:
    """An organisation with a team of so many workers."""
    return World.make(name, tuple(f"Werker{number}" for number in range(workers)))


def leader(world: World, *, since: date = SINCE) -> Actor:
    """Someone who leads the team of a world, in it without cases."""
    worker = administration.make_worker(world.organisation, "Ellen", "Waterlinde", teams=[], since=since)
    administration.give_office(worker, since=since, team=world.team)
    return worker_actor(worker)


def manager(world: World) -> Worker:
    """Someone who manages the practices of a world's organisation."""
    worker = administration.make_worker(world.organisation, "Jeroen", "Sparrenburg", teams=[], since=SINCE)
    administration.give_office(worker, since=SINCE)
    return worker


def add_clients(
    world: World,
    stages: Iterable[str],
    *,
    worker: int = 0,
    practice: str = PRACTICE,
    quarter: date = QUARTER,
    ends_on: date | None = None,
) -> None:
    """Clients of one worker, each with a pair from the quarter's first day on and a round that came this far."""
    area, stages = world.area, list(stages)
    clients = Client.objects.using(OWNER).bulk_create(
        Client(area=area, given_name="A", family_name="B", born_on=date(1990, 1, 1), sort_key="b, a", trigrams=[])
        for _stage in stages
    )
    cases = Case.objects.using(OWNER).bulk_create(
        Case(
            area=area,
            organisation=world.organisation,
            team=world.team,
            worker=world.workers[worker],
            practice_id=practice,
            practice_version="2026-1",
            title="A B",
            title_key="a b",
            opened_on=quarter,
        )
        for _stage in stages
    )
    pairs = Pair.objects.using(OWNER).bulk_create(
        Pair(area=area, case=case, client=client, worker=world.workers[worker], begins_on=quarter, ends_on=ends_on)
        for case, client in zip(cases, clients, strict=True)
    )
    add_rounds(pairs, quarter + timedelta(days=10), stages)


def add_rounds(pairs: Iterable[Pair], opens_on: date, stages: Iterable[str], number: int = 1) -> None:
    """A round of each pair that came this far, nine days after it began."""
    then = opens_on + timedelta(days=9)
    Round.objects.using(OWNER).bulk_create(
        Round(
            area_id=pair.area_id,
            pair=pair,
            number=number,
            state="discussed" if stage == "talked" else "closed",
            instrument_id="own",
            instrument_version="1",
            variant="probation",
            length=4,
            form="standard",
            reason="asked",
            opens_on=opens_on,
            answer_until=opens_on + timedelta(days=14),
            revealed_at=None if stage == "begun" else datetime.combine(then, time(12), UTC),
            discussed_on=then if stage == "talked" else None,
        )
        for pair, stage in zip(pairs, stages, strict=True)
        if stage != "nothing"
    )


def forget_what_was_told() -> None:
    """As if no quarter or year was ever told: what is told once is counted anew by who asks next."""
    KeptFigures.objects.using(OWNER).all().delete()


Figures = dict[tuple[str, date], tuple[int | None, ...]]


def figures(actor: Actor, at: datetime = TODAY) -> Figures:
    """What raw SQL gets out of the database as this worker on a day, by practice and quarter."""
    with clock.at(at), acting(actor):
        return {
            (practice, quarter): tuple(numbers[:4])
            for _organisation, team, practice, quarter, *numbers in rows("alliance.team_figures")
            if team
        }
