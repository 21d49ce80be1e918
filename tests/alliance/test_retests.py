"""How much scores waver: from what clients shared alone, in batches that tell of nobody, once 200 pairs say it."""

from __future__ import annotations

from uuid import UUID

import numpy as np
import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie.access.identity import DOOR, JOB, Actor, acting
from alliantie.alliance import retests
from alliantie.alliance.rules import SCALES
from alliantie.statistics.alarms import pooled_within
from alliantie.statistics.arrays import pearson
from tests.alliance.pictures import LINE, add_pairs, wavering
from tests.insight.teams import team_of
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def told(actor: Actor) -> dict[str, retests.Spreads]:
    with acting(actor):
        return retests.spreads(actor)


def kept() -> list[tuple[object, ...]]:
    """The sums themselves, which only the owner of the database reads."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT line, role, scale, n, x, y, xx, yy, xy FROM secrets.retest ORDER BY 1, 2, 3")
        return cursor.fetchall()


def test_two_hundred_pairs_say_how_much_a_score_wavers_as_the_method_does() -> None:
    world, scores = team_of(4), wavering(200)
    for worker in range(4):
        add_pairs(world, scores[50 * worker : 50 * worker + 50], worker=worker)
    assert retests.take_in() == 200
    found = told(world.worker())
    assert set(found) == {LINE}
    whole = scores.reshape(200, 2, 8)
    spread = pooled_within(whole)
    for place, series in enumerate((role, scale) for role in retests.ROLES for scale in SCALES):
        each = found[LINE][series]
        assert each.pairs == 200
        assert each.spread == pytest.approx(spread[place], abs=0.005)
        assert each.reliability == pytest.approx(pearson(whole[:, 0, place], whole[:, 1, place]), abs=0.005)


def test_one_pair_fewer_says_nothing_and_a_pair_counts_once_however_often_the_job_runs() -> None:
    world, scores = team_of(3), wavering(199, rounds=3)
    for worker in range(3):
        add_pairs(world, scores[worker::3], worker=worker)
    assert retests.take_in() == 199
    assert told(world.worker()) == {}
    before = kept()
    assert retests.take_in() == 0
    assert kept() == before
    assert {row[3] for row in before} == {199}


@pytest.mark.parametrize(
    ("sizes", "taken"), [((5, 5, 5), 15), ((5, 5, 4), 0), ((20, 5, 4), 0), ((20, 5, 5), 30), ((20, 20), 0)], ids=str
)
def test_a_batch_has_three_workers_and_ten_pairs_without_who_has_most(sizes: tuple[int, ...], taken: int) -> None:
    world = team_of(len(sizes))
    for worker, size in enumerate(sizes):
        add_pairs(world, wavering(size, seed=worker), worker=worker)
    assert retests.take_in() == taken
    assert bool(kept()) == bool(taken)


def test_each_series_has_three_workers_and_ten_pairs_without_who_has_most() -> None:
    world = team_of(3)
    for worker, known in enumerate((6, 6, 0)):
        scores = wavering(12, seed=worker)
        scores[known:, 1, 0, SCALES.index("trust")] = np.nan
        add_pairs(world, scores, worker=worker)
    assert retests.take_in() == 36
    found = {(role, scale): n for _line, role, scale, n, *_sums in kept()}
    assert ("client", "trust") not in found
    assert set(found.values()) == {36}
    assert len(found) == 7


def test_two_organisations_are_never_one_batch_but_their_sums_add_up() -> None:
    one, other = team_of(3), team_of(3, "Elders")
    scores = wavering(48)
    for worker in range(3):
        add_pairs(one, scores[worker:24:3], worker=worker)
        add_pairs(other, scores[24 + worker :: 3], worker=worker)
    add_pairs(team_of(3, "Klein"), wavering(9), worker=0)
    assert retests.take_in() == 48
    assert len({row[3] for row in kept()}) == 1
    whole = np.array([row[3:] for row in kept()], dtype=int).reshape(8, 2, 6).sum(axis=1)
    flat = np.rint(scores.reshape(48, 2, 8) * 60).astype(int)
    x, y = flat[:, 0], flat[:, 1]
    order = np.argsort([f"{role}/{scale}" for role in retests.ROLES for scale in SCALES])
    for place, series in enumerate(order):
        a, b = x[:, series], y[:, series]
        assert tuple(whole[place]) == (48, a.sum(), b.sum(), a @ a, b @ b, a @ b)


def test_what_a_client_did_not_share_stays_out_and_so_does_a_pair_whose_key_was_destroyed() -> None:
    world = team_of(3)
    for worker in range(3):
        add_pairs(world, wavering(6, seed=worker), worker=worker)
    add_pairs(world, wavering(6, seed=9), share="nothing")
    erased = add_pairs(world, wavering(1, seed=10))
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM secrets.pair_key WHERE pair_id = %s", [erased[0]])
    assert retests.take_in() == 18


def test_nobody_but_the_job_takes_in_and_nobody_reads_the_sums() -> None:
    world = team_of(3)
    for worker in range(3):
        add_pairs(world, wavering(6, seed=worker), worker=worker)
    client = Actor("client", _client(world), area_id=world.area.id)
    for actor in (world.worker(), client, DOOR):
        for attempt in (
            "SELECT * FROM alliance.waiting_retests('')",
            "SELECT alliance.add_retests(gen_random_uuid(), 'x', ARRAY[gen_random_uuid()], '[]')",
        ):
            with pytest.raises(DatabaseError), acting(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attempt)
    for actor in (world.worker(), client, DOOR, JOB):
        for table in ("secrets.retest", "secrets.retest_pair"):
            with pytest.raises(DatabaseError), acting(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608


def _client(world: World) -> UUID:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT client_id FROM alliance_pair WHERE area_id = %s LIMIT 1", [world.area.id])
        found: UUID = cursor.fetchone()[0]
        return found
