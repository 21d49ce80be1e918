"""How much scores waver: from what clients shared alone, in batches that tell of nobody, once 200 pairs say it."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie.access.identity import DOOR, JOB, Actor, acting
from alliantie.alliance import retests
from alliantie.alliance.models import Pair
from alliantie.alliance.rules import SCALES
from alliantie.people.administration import OWNER
from alliantie.statistics.alarms import pooled_within
from alliantie.statistics.arrays import pearson
from tests.alliance.pictures import LINE, QUARTER, add_pairs, wavering
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


def test_one_ten_fewer_says_nothing_and_a_pair_counts_once_however_often_the_job_runs() -> None:
    world, scores = team_of(4), wavering(199, rounds=3)
    for worker in range(4):
        add_pairs(world, scores[worker::4], worker=worker)
    assert retests.take_in() == 190
    assert told(world.worker()) == {}
    before = kept()
    assert retests.take_in() == 0
    assert kept() == before
    assert {row[3] for row in before} == {190}


@pytest.mark.parametrize(
    ("sizes", "taken"),
    [((10, 10, 10), 30), ((14, 13, 13), 30), ((20, 5, 5), 0), ((10, 9, 1), 0), ((30, 10, 5, 5), 30), ((20, 20), 0)],
    ids=str,
)
def test_a_batch_is_of_whole_tens_of_workers_of_whom_none_outweighs_what_another_is_left_with(
    sizes: tuple[int, ...], taken: int
) -> None:
    world = team_of(len(sizes))
    for worker, size in enumerate(sizes):
        add_pairs(world, wavering(size, seed=worker), worker=worker)
    assert retests.take_in() == taken
    assert {row[3] for row in kept()} == ({taken} if taken else set())


def test_a_series_that_would_tell_of_somebody_waits_and_the_others_do_not() -> None:
    world = team_of(3)
    for worker, known in enumerate((9, 9, 0)):
        scores = wavering(10, seed=worker)
        scores[known:, 1, 0, SCALES.index("trust")] = np.nan
        add_pairs(world, scores, worker=worker)
    assert retests.take_in() == 30
    found = {(role, scale): n for _line, role, scale, n, *_sums in kept()}
    assert ("client", "trust") not in found
    assert set(found.values()) == {30}
    assert len(found) == 7
    # Those of it that waited go in with what comes.
    for worker, more in enumerate((1, 1, 10)):
        add_pairs(world, wavering(more, seed=10 + worker), worker=worker)
    assert retests.take_in() == 30
    assert {row[3] for row in kept() if row[1:3] == ("client", "trust")} == {30}


def test_scores_that_are_nearly_all_alike_wait_since_their_sum_tells_each_of_them() -> None:
    world, scores = team_of(3), wavering(30)
    scores[2:, 1, 0, SCALES.index("bond")] = 5.0
    for worker in range(3):
        add_pairs(world, scores[worker::3], worker=worker)
    assert retests.take_in() == 30
    assert ("client", "bond") not in {(role, scale) for _line, role, scale, *_sums in kept()}


def test_two_organisations_are_never_one_batch_but_their_sums_add_up() -> None:
    one, other = team_of(3), team_of(3, "Elders")
    scores = wavering(60)
    for worker in range(3):
        add_pairs(one, scores[worker:30:3], worker=worker)
        add_pairs(other, scores[30 + worker :: 3], worker=worker)
    add_pairs(team_of(3, "Klein"), wavering(9), worker=0)
    assert retests.take_in() == 60
    assert len({row[3] for row in kept()}) == 1
    whole = np.array([row[3:] for row in kept()], dtype=int).reshape(8, 2, 6).sum(axis=1)
    flat = np.rint(scores.reshape(60, 2, 8) * 60).astype(int)
    x, y = flat[:, 0], flat[:, 1]
    order = np.argsort([f"{role}/{scale}" for role in retests.ROLES for scale in SCALES])
    for place, series in enumerate(order):
        a, b = x[:, series], y[:, series]
        assert tuple(whole[place]) == (60, a.sum(), b.sum(), a @ a, b @ b, a @ b)


def test_what_a_client_did_not_share_stays_out_and_so_does_a_pair_whose_key_was_destroyed() -> None:
    world = team_of(3)
    for worker in range(3):
        add_pairs(world, wavering(10, seed=worker), worker=worker)
    add_pairs(world, wavering(6, seed=9), share="nothing")
    erased = add_pairs(world, wavering(1, seed=10))
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM secrets.pair_key WHERE pair_id = %s", [erased[0]])
    assert retests.take_in() == 30
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM secrets.retest_pair WHERE pair_id = %s", [erased[0]])
        assert cursor.fetchone() == (0,)


def test_a_client_with_several_pairs_counts_once_with_the_newest() -> None:
    world, pairs = team_of(3), Pair.objects.using(OWNER)
    made = [add_pairs(world, wavering(20, seed=worker), worker=worker) for worker in range(3)]
    for worker in range(3):
        for earlier, later in zip(made[worker][:10], made[(worker + 1) % 3][10:], strict=True):
            client = pairs.get(id=earlier).client_id
            pairs.filter(id=later).update(client_id=client, begins_on=QUARTER + timedelta(days=4))
    assert retests.take_in() == 30
    assert {row[3] for row in kept()} == {30}
    assert retests.take_in() == 0


def test_the_database_adds_no_series_that_would_tell_of_somebody() -> None:
    world, other = team_of(3), team_of(3, "Elders")
    mine = [pair for worker in range(3) for pair in add_pairs(world, wavering(10, seed=worker), worker=worker)]
    theirs = add_pairs(other, wavering(10))
    for pairs, said in (
        (mine[:20], 20), (mine[:29], 29), (mine[:29], 30), (mine, 20), ([*mine[:20], *theirs], 30), (mine * 2, 60),
        ([*mine[:19], mine[20]], 20), ([], 0),
    ):  # fmt: skip
        series = ["client", "trust", said, 1, 1, 1, 1, 1, [str(pair) for pair in pairs]]
        with pytest.raises(DatabaseError), acting(JOB), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT alliance.add_retests(%s, %s, %s)", [world.organisation.id, LINE, json.dumps([series])]
            )
    assert kept() == []


def test_nobody_but_the_job_takes_in_and_nobody_reads_the_sums() -> None:
    world = team_of(3)
    for worker in range(3):
        add_pairs(world, wavering(2, seed=worker), worker=worker)
    client = Actor("client", _client(world), area_id=world.area.id)
    for actor in (world.worker(), client, DOOR):
        for attempt in (
            "SELECT * FROM alliance.waiting_retests('')",
            "SELECT alliance.add_retests(gen_random_uuid(), 'x', '[]')",
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
