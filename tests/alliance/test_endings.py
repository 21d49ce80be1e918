"""The alliance beside how cases ended: sums of many who shared, from which nobody's scores follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie import clock
from alliantie.access.identity import DOOR, JOB, Actor, acting
from alliantie.alliance import endings
from alliantie.alliance.models import Pair
from alliantie.alliance.retests import ROLES
from alliantie.alliance.rules import SCALES
from alliantie.cases.models import Outcome
from alliantie.people.administration import OWNER
from alliantie.statistics.arrays import Numbers
from tests.alliance.pictures import LINE, add_pairs, wavering
from tests.insight.teams import team_of
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ENDED = date(2026, 6, 1)
LATER = datetime(2026, 7, 3, 9, tzinfo=UTC)


def ended(world: World, scores: Numbers, way: str, *, sizes: Sequence[int] = (), share: str = "picture") -> list[UUID]:
    """Pairs of all workers of the world in turn, or so many of each, whose case ended in this way."""
    workers = len(world.workers)
    parts = np.split(scores, np.cumsum(sizes)[:-1]) if sizes else [scores[at::workers] for at in range(workers)]
    made = [pair for at, part in enumerate(parts) for pair in add_pairs(world, part, worker=at, share=share)]
    Outcome.objects.using(OWNER).bulk_create(
        Outcome(
            area=world.area, case_id=case, kind=way, interests="", cause="", contact="", on=ENDED,
            recorded_by=world.workers[0].id, recorded_at=datetime.combine(ENDED, datetime.min.time(), UTC),
        )
        for case in Pair.objects.using(OWNER).filter(id__in=made).values_list("case_id", flat=True)
    )  # fmt: skip
    return made


def take_in(days: int = 0) -> int:
    with clock.at(LATER + timedelta(days=days)):
        return endings.take_in()


def told(actor: Actor) -> dict[str, endings.Endings]:
    with acting(actor):
        return endings.endings(actor)


def sums() -> list[tuple[object, ...]]:
    """What only the owner of the database reads."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT way, role, scale, n, x, xx FROM secrets.ending ORDER BY 1, 2, 3")
        return cursor.fetchall()


def test_the_mean_of_the_last_shared_round_stands_beside_each_way_of_ending_with_how_unsure_it_is() -> None:
    world = team_of(3)
    good, bad = wavering(36, seed=1), wavering(24, seed=2)
    ended(world, good, "completed")
    ended(world, bad, "negative")
    assert take_in() == 60
    found = told(world.worker())[LINE]
    assert set(found) == {"completed", "negative"}
    for way, scores in (("completed", good), ("negative", bad)):
        for place, role in enumerate(ROLES):
            for scale in ("trust", "direction", "bond"):
                last = scores[:, -1, place, SCALES.index(scale)]
                mean = found[way][role, scale]
                assert mean.clients == len(scores) // 10 * 10
                assert mean.mean == pytest.approx(last.mean(), abs=0.05)
                assert mean.error == pytest.approx(last.std(ddof=1) / np.sqrt(len(last)), abs=0.0101)
                assert mean.error >= last.std(ddof=1) / np.sqrt(len(last))
        assert ("client", "friction") not in found[way]


def test_one_way_of_ending_alone_has_nothing_to_stand_beside_and_scores_all_alike_are_not_told() -> None:
    world = team_of(3)
    ended(world, wavering(36), "completed")
    assert take_in() == 36
    assert told(world.worker()) == {}
    ended(world, np.full((30, 2, 2, 4), 5.0), "negative")
    assert take_in() == 30
    assert told(world.worker()) == {}


@pytest.mark.parametrize(("sizes", "taken"), [((5, 5, 5), 15), ((5, 5, 4), 0), ((20, 5, 4), 0), ((20, 20), 0)], ids=str)
def test_a_batch_has_three_workers_and_ten_clients_without_who_has_most(sizes: tuple[int, ...], taken: int) -> None:
    world = team_of(len(sizes))
    ended(world, wavering(sum(sizes)), "neutral", sizes=sizes)
    assert take_in() == taken
    assert bool(sums()) == bool(taken)


def test_no_two_states_differ_by_fewer_than_ten_whatever_ends_in_between() -> None:
    world = team_of(3)
    ended(world, wavering(30), "completed")
    ended(world, wavering(30, seed=3), "negative")
    assert take_in() == 60
    before = sums()
    assert take_in() == 0
    for size in (1, 5, 8):
        ended(world, wavering(size, seed=size), "negative", sizes=(size, 0, 0))
        assert take_in(days=size) == 0
        assert sums() == before
    # Nine with a score on trust among many without: those nine are not added up.
    few = wavering(30, seed=7)
    few[9:, :, :, 0] = np.nan
    ended(world, few, "positive")
    assert take_in(days=9) == 30
    assert not [row for row in sums() if row[0] == "positive" and row[2] == "trust"]


def test_what_was_not_shared_stays_out_as_does_an_ending_that_can_still_be_undone_or_was() -> None:
    world = team_of(3)
    ended(world, wavering(30), "completed", share="nothing")
    undone = ended(world, wavering(30, seed=2), "negative")
    Outcome.objects.using(OWNER).filter(kind="negative").update(undone_at=LATER)
    assert len(undone) == 30
    assert take_in() == 0
    ended(world, wavering(30, seed=3), "neutral")
    with clock.at(datetime(2026, 6, 8, 12, tzinfo=UTC)):
        assert endings.take_in() == 0
    assert take_in() == 30


def test_nobody_but_the_job_takes_in_and_nobody_reads_the_sums() -> None:
    world = team_of(3)
    pairs = ended(world, wavering(36), "completed")
    ended(world, wavering(36, seed=2), "negative")
    take_in()
    client = Actor("client", Pair.objects.using(OWNER).get(id=pairs[0]).client_id, area_id=world.area.id)
    for actor in (world.worker(), client, DOOR):
        for attempt in (
            "SELECT * FROM alliance.waiting_endings('')",
            "SELECT alliance.add_endings(gen_random_uuid(), 'x', 'y', ARRAY[gen_random_uuid()], '[]')",
        ):
            with pytest.raises(DatabaseError), acting(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attempt)
    for actor in (world.worker(), client, DOOR, JOB):
        for table in ("secrets.ending", "secrets.ending_pair"):
            with pytest.raises(DatabaseError), acting(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
    assert told(client) == told(DOOR) == {}
    assert told(world.worker())
