"""The alliance beside how cases ended: sums of many who shared, from which nobody's scores follow."""

from __future__ import annotations

import json
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
from alliantie.people.models import Organisation
from alliantie.statistics.arrays import Numbers
from tests.alliance.pictures import LINE, QUARTER, add_pairs, wavering
from tests.insight.teams import team_of
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ENDED = date(2026, 6, 1)
LATER = datetime(2026, 7, 3, 9, tzinfo=UTC)
SECOND = date(2026, 2, 10)
"""On which the last of the two rounds of these pairs began."""


def taking_part(workers: int, since: date | None = QUARTER, name: str = "Test") -> World:
    """An organisation whose clients read before each round that what they show counts, from a day on."""
    world = team_of(workers, name)
    Organisation.objects.using(OWNER).filter(id=world.organisation.id).update(averages_from=since)
    return world


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
    world = taking_part(3)
    good, bad = wavering(36, seed=1), wavering(30, seed=2)
    ended(world, good, "completed")
    ended(world, bad, "negative")
    assert take_in() == 66
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
    world = taking_part(3)
    ended(world, wavering(36), "completed")
    assert take_in() == 36
    assert told(world.worker()) == {}
    ended(world, np.full((30, 2, 2, 4), 5.0), "negative")
    assert take_in() == 30
    assert told(world.worker()) == {}


@pytest.mark.parametrize(("sizes", "taken"), [((5, 5, 5), 15), ((5, 5, 4), 0), ((20, 5, 4), 0), ((20, 20), 0)], ids=str)
def test_a_batch_has_three_workers_and_ten_clients_without_who_has_most(sizes: tuple[int, ...], taken: int) -> None:
    world = taking_part(len(sizes))
    ended(world, wavering(sum(sizes)), "neutral", sizes=sizes)
    assert take_in() == taken
    assert bool(sums()) == bool(taken)


def test_only_a_round_that_began_since_its_organisation_takes_part_counts_as_the_client_read_before_it() -> None:
    for name, since in (("Not", None), ("Later", SECOND + timedelta(days=1))):
        ended(taking_part(3, since, name), wavering(36), "completed")
    assert take_in() == 0
    ended(taking_part(3, SECOND), wavering(36, seed=2), "completed")
    assert take_in() == 36
    Organisation.objects.using(OWNER).update(averages_from=None)
    assert take_in() == 0


@pytest.mark.parametrize(("known", "counts"), [((6, 6, 0), False), ((12, 4, 4), False), ((5, 5, 5), True)], ids=str)
def test_each_series_has_three_workers_and_ten_clients_without_who_has_most(
    known: tuple[int, ...], counts: bool
) -> None:
    scores = wavering(36)
    for worker, many in enumerate(known):
        scores[12 * worker + many : 12 * (worker + 1), :, 0, SCALES.index("trust")] = np.nan
    ended(taking_part(3), scores, "completed", sizes=(12, 12, 12))
    assert take_in() == 36
    found = {(role, scale): n for _way, role, scale, n, *_sums in sums()}
    assert found["client", "bond"] == 36
    assert found.get(("client", "trust")) == (sum(known) if counts else None)


def test_nothing_is_told_of_fewer_than_thirty_clients() -> None:
    world = taking_part(3)
    ended(world, wavering(30), "completed")
    ended(world, wavering(29, seed=2), "negative")
    assert take_in() == 59
    assert told(world.worker()) == {}
    ended(world, wavering(15, seed=3), "negative")
    assert take_in(days=1) == 15
    assert set(told(world.worker())[LINE]) == {"completed", "negative"}


def test_the_database_adds_no_series_of_two_workers_of_another_organisation_or_of_rounds_before_the_day() -> None:
    world, other = taking_part(3), taking_part(3, name="Other")
    before = taking_part(3, date(2026, 7, 1), "Before")
    mine, theirs, old = (ended(each, wavering(30), "completed") for each in (world, other, before))
    for at, pairs, said in (
        (world, mine[:20], 20), (world, mine, 29), (world, mine * 2, 60), (world, [*mine[:20], *theirs[:10]], 30),
        (before, old, 30),
    ):  # fmt: skip
        series = json.dumps([["client", "trust", said, 1, 1, [str(pair) for pair in pairs]]])
        with pytest.raises(DatabaseError), acting(JOB), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT alliance.add_endings(%s, %s, 'completed', %s)", [at.organisation.id, LINE, series])
    assert sums() == []


def test_no_two_states_differ_by_fewer_than_ten_whatever_ends_in_between() -> None:
    world = taking_part(3)
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
    world = taking_part(3)
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
    world = taking_part(3)
    pairs = ended(world, wavering(36), "completed")
    ended(world, wavering(36, seed=2), "negative")
    take_in()
    client = Actor("client", Pair.objects.using(OWNER).get(id=pairs[0]).client_id, area_id=world.area.id)
    for actor in (world.worker(), client, DOOR):
        for attempt in (
            "SELECT * FROM alliance.waiting_endings('')",
            "SELECT alliance.add_endings(gen_random_uuid(), 'x', 'y', '[]')",
        ):
            with pytest.raises(DatabaseError), acting(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attempt)
    for actor in (world.worker(), client, DOOR, JOB):
        for table in ("secrets.ending", "secrets.ending_pair"):
            with pytest.raises(DatabaseError), acting(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
    assert told(client) == told(DOOR) == {}
    assert told(world.worker())
