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
from tests.alliance.pictures import LINE, QUARTER, add_pairs, many_ended, wavering
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


def of_six(good: Numbers, bad: Numbers) -> list[World]:
    """Six organisations of four workers, whose clients ended in two ways: an equal part of each."""
    worlds = [taking_part(4, name=f"Organisatie {at}") for at in range(6)]
    for at, world in enumerate(worlds):
        ended(world, good[at::6], "completed")
        ended(world, bad[at::6], "negative")
    return worlds


def test_the_mean_of_the_last_shared_round_stands_beside_each_way_of_ending_with_how_unsure_it_is() -> None:
    good, bad = wavering(120, seed=1), wavering(120, seed=2)
    worlds = of_six(good, bad)
    assert take_in() == 240
    found = told(worlds[0].worker())[LINE]
    assert set(found) == {"completed", "negative"}
    for way, scores in (("completed", good), ("negative", bad)):
        for place, role in enumerate(ROLES):
            for scale in ("trust", "direction", "bond"):
                last = scores[:, -1, place, SCALES.index(scale)]
                mean = found[way][role, scale]
                assert mean.clients == 120
                assert mean.mean == pytest.approx(last.mean(), abs=0.05)
                assert mean.error == pytest.approx(last.std(ddof=1) / np.sqrt(len(last)), abs=0.0101)
                assert mean.error >= last.std(ddof=1) / np.sqrt(len(last))
        assert ("client", "friction") not in found[way]
    # What three of them bring waits until a fourth changed too, so that no change is that of one or two.
    for at, world in enumerate(worlds[:4]):
        assert told(worlds[0].worker())[LINE] == found
        ended(world, wavering(20, seed=9 + at), "negative")
        assert take_in(days=1 + at) == 20
    later = told(worlds[0].worker())[LINE]
    assert later["completed"] == found["completed"]
    assert {mean.clients for mean in later["negative"].values()} == {200}


def test_nothing_is_told_of_one_organisation_however_many_clients_it_has_nor_where_one_outweighs_the_rest() -> None:
    worlds = [taking_part(4, name=f"Organisatie {at}") for at in range(6)]
    for way, seed in (("completed", 1), ("negative", 2)):
        ended(worlds[0], wavering(100, seed=seed), way)
    assert take_in() == 200
    assert told(worlds[0].worker()) == {}
    for at, world in enumerate(worlds[1:]):
        for way, seed in (("completed", 3), ("negative", 4)):
            ended(world, wavering(20, seed=seed + at), way)
    assert take_in(days=1) == 200
    assert told(worlds[0].worker()) == {}


def test_one_way_of_ending_alone_has_nothing_to_stand_beside() -> None:
    world = taking_part(4)
    ended(world, wavering(40), "completed")
    assert take_in() == 40
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE secrets.ending SET told_n = n, told_x = x, told_xx = xx")
    assert told(world.worker()) == {}


def test_scores_that_are_all_alike_but_for_those_of_one_worker_wait_since_they_would_tell_each_of_them() -> None:
    world, scores = taking_part(3), wavering(30)
    scores[10:, :, 0, SCALES.index("trust")] = 5.0
    ended(world, scores, "completed", sizes=(10, 10, 10))
    assert take_in() == 30
    found = {(role, scale) for _way, role, scale, *_numbers in sums()}
    assert ("client", "trust") not in found
    assert {("client", "bond"), ("professional", "trust")} <= found


@pytest.mark.parametrize(
    ("sizes", "taken"), [((5, 5, 5, 5), 20), ((5, 5, 5), 0), ((20, 9, 1), 0), ((20, 20), 0)], ids=str
)
def test_a_batch_has_three_workers_of_whom_none_outweighs_what_another_is_left_with(
    sizes: tuple[int, ...], taken: int
) -> None:
    world = taking_part(len(sizes))
    ended(world, wavering(sum(sizes)), "neutral", sizes=sizes)
    assert take_in() == taken
    assert bool(sums()) == bool(taken)


def test_only_a_round_that_began_since_its_organisation_takes_part_counts_as_the_client_read_before_it() -> None:
    for name, since in (("Not", None), ("Later", SECOND + timedelta(days=1))):
        ended(taking_part(3, since, name), wavering(36), "completed")
    assert take_in() == 0
    ended(taking_part(3, SECOND), wavering(36, seed=2), "completed")
    assert take_in() == 30
    Organisation.objects.using(OWNER).update(averages_from=None)
    assert take_in() == 0


@pytest.mark.parametrize(("known", "counts"), [((6, 6, 0), False), ((12, 9, 1), False), ((10, 10, 10), True)], ids=str)
def test_each_series_has_three_workers_of_whom_none_outweighs_what_another_is_left_with(
    known: tuple[int, ...], counts: bool
) -> None:
    scores = wavering(36)
    for worker, many in enumerate(known):
        scores[12 * worker + many : 12 * (worker + 1), :, 0, SCALES.index("trust")] = np.nan
    ended(taking_part(3), scores, "completed", sizes=(12, 12, 12))
    assert take_in() >= 30
    found = {(role, scale): n for _way, role, scale, n, *_sums in sums()}
    assert found["client", "bond"] == 30
    assert found.get(("client", "trust")) == (sum(known) if counts else None)


def test_nothing_is_told_of_fewer_than_thirty_clients() -> None:
    world = taking_part(4)
    for way, many, seed in (("completed", 40, 1), ("negative", 29, 2)):
        ended(world, wavering(many, seed=seed), way)
    assert take_in() == 60
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE secrets.ending SET told_n = n, told_x = x, told_xx = xx")
    assert told(world.worker()) == {}


def test_a_client_counts_once_whatever_cases_and_pairs_there_were() -> None:
    world = taking_part(4)
    pairs = Pair.objects.using(OWNER)
    made = [pairs.get(id=pair) for pair in ended(world, wavering(40), "completed")]
    for earlier, later in zip(made[::2], made[1::2], strict=True):
        pairs.filter(id=later.id).update(client_id=earlier.client_id)
    assert take_in() == 20
    assert {n for _way, _role, _scale, n, *_sums in sums()} == {20}
    twice = json.dumps([["client", "trust", 40, 1, 1, [str(pair.id) for pair in made]]])
    with pytest.raises(DatabaseError), acting(JOB), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT alliance.add_endings(%s, 'x', 'completed', %s)", [world.organisation.id, twice])


def test_the_database_adds_no_series_of_two_workers_of_another_organisation_or_of_rounds_before_the_day() -> None:
    world, other = taking_part(3), taking_part(3, name="Other")
    before = taking_part(3, date(2026, 7, 1), "Before")
    mine, theirs, old = (ended(each, wavering(30), "completed") for each in (world, other, before))
    for at, pairs, said in (
        (world, mine[:20], 20), (world, mine, 29), (world, mine * 2, 60), (world, [*mine[:20], *theirs[:10]], 30),
        (before, old, 30), (world, [*mine[:19], mine[20]], 20),
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
    many_ended(world)
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
