"""What clients show is added up in whole tens, of organisations that take part, and nobody reads the sums."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import numpy as np
import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie.access.identity import DOOR, JOB, Actor, acting
from alliantie.alliance import averages, vault
from alliantie.alliance.models import Pair
from alliantie.people import administration
from alliantie.people.administration import OWNER
from alliantie.people.models import Organisation
from alliantie.statistics.arrays import Numbers
from tests.alliance.pictures import LINE, QUARTER, add_pairs, wavering
from tests.insight.teams import manager, team_of
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

SHARED = ("bond", "direction", "friction", "trust")


def taking_part(workers: int, name: str = "Test", since: date = QUARTER) -> World:
    world = team_of(workers, name)
    Organisation.objects.using(OWNER).filter(id=world.organisation.id).update(averages_from=since)
    return world


def add(world: World, scores: Numbers, share: str = "picture") -> list[UUID]:
    """Pairs spread over the workers of a world."""
    many = len(world.workers)
    return [pair for at in range(many) for pair in add_pairs(world, scores[at::many], worker=at, share=share)]


def kept() -> dict[tuple[str, str], tuple[int, ...]]:
    """The sums themselves, by line and scale, which only the owner of the database reads."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT line, scale, n, x, y, xx, yy, xy FROM secrets.sum_cell ORDER BY 1, 2")
        return {(line, scale): tuple(numbers) for line, scale, *numbers in cursor.fetchall()}


def test_the_sums_are_those_of_the_first_round_of_each_pair_to_the_last_sixtieth() -> None:
    world, scores = taking_part(3), wavering(30)
    add(world, scores)
    assert averages.take_in() == 4 * 30
    whole = np.rint(scores[:, 0] * 60).astype(int)
    x, y = whole[:, 0, 0], whole[:, 1, 0]
    assert kept()[LINE, "trust"] == (30, x.sum(), y.sum(), x @ x, y @ y, x @ y)
    assert {scale for _line, scale in kept()} == set(SHARED)


def test_doing_it_again_adds_nothing_and_what_is_over_waits_for_the_next_ten() -> None:
    world = taking_part(3)
    add(world, wavering(37))
    assert averages.take_in() == 4 * 30
    before = kept()
    assert averages.take_in() == 0
    assert kept() == before
    add(world, wavering(24, seed=2))
    assert averages.take_in() == 4 * 30
    assert {numbers[0] for numbers in kept().values()} == {60}


def test_each_scale_counts_the_pairs_in_which_both_have_a_score() -> None:
    world, scores = taking_part(4), wavering(40)
    scores[:10, 0, 1, 3] = np.nan
    add(world, scores)
    averages.take_in()
    assert {scale: numbers[0] for (_line, scale), numbers in kept().items()} == {
        "trust": 40, "direction": 40, "bond": 40, "friction": 30,
    }  # fmt: skip


def test_what_was_not_shown_or_began_before_or_whose_key_was_destroyed_stays_out() -> None:
    world = taking_part(3)
    add(world, wavering(30), share="nothing")
    gone = add(world, wavering(20, seed=3))
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM secrets.pair_key WHERE pair_id = ANY (%s)", [gone])
    assert averages.take_in() == 0
    add(taking_part(3, "Later", since=date(2026, 6, 1)), wavering(40))
    add(team_of(3, "Niet"), wavering(40))
    assert averages.take_in() == 0
    assert kept() == {}


def test_a_picture_that_does_not_open_holds_up_its_own_questions_alone_and_is_told() -> None:
    first, second = sorted((taking_part(3), taking_part(3, "Later")), key=lambda each: str(each.organisation.id))
    (broken, *_others), _whole = add(first, wavering(30)), add(second, wavering(30))
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE alliance_part SET picture = %s WHERE pair_id = %s", [b"damaged", broken])
    for taken in (120, 0):
        with pytest.raises(vault.DamagedError, match=f"{taken} went in; in 1 batches"):
            averages.take_in()
        assert {numbers[0] for numbers in kept().values()} == {30}


def test_an_organisation_takes_part_from_a_day_after_today_so_that_clients_are_told_before() -> None:
    world, today = team_of(1), date(2026, 3, 2)
    for day in (today, date(2026, 1, 1)):
        with pytest.raises(ValueError, match="not after today"):
            administration.take_part_in_averages(world.organisation, day, today=today)
    administration.take_part_in_averages(world.organisation, date(2026, 3, 3), today=today)
    administration.take_part_in_averages(world.organisation, None, today=today)
    assert Organisation.objects.using(OWNER).get(id=world.organisation.id).averages_from is None


def test_no_sums_are_added_of_fewer_than_ten_without_one_worker_of_another_organisation_or_of_no_whole_tens() -> None:
    world, other = taking_part(3), taking_part(3, "Elders")
    mine, theirs = add(world, wavering(30)), add(other, wavering(30))
    for pairs, said in (
        (mine[:20], 20), (mine[:29], 29), (mine[:29], 30), (mine, 20), ([*mine[:20], *theirs[:10]], 30), (mine * 2, 60),
        ([*mine[:19], mine[20]], 20),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), acting(JOB), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT alliance.add_sums(%s, %s, 'trust', %s, %s)",
                [world.organisation.id, LINE, pairs, [said, 1, 1, 1, 1, 1]],
            )
    assert kept() == {}


def test_a_client_with_several_pairs_counts_once_with_the_newest() -> None:
    world, scores = taking_part(4), wavering(40)
    pairs = Pair.objects.using(OWNER)
    made = [pairs.get(id=pair) for pair in add(world, scores)]
    # Of each worker the first five clients came to the next worker, with a newer pair.
    for at in range(4):
        for place in range(5):
            earlier, later = made[10 * at + place], made[10 * ((at + 1) % 4) + 5 + place]
            pairs.filter(id=later.id).update(client_id=earlier.client_id, begins_on=date(2026, 1, 5))
    newer = np.rint(np.concatenate([scores[at::4][5:] for at in range(4)])[:, 0, 0, 0] * 60).astype(int)
    assert averages.take_in() == 4 * 20
    assert kept()[LINE, "trust"][:2] == (20, newer.sum())
    assert averages.take_in() == 0
    both = [each.id for each in made]
    with pytest.raises(DatabaseError), acting(JOB), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT alliance.add_sums(%s, 'another', 'trust', %s, %s)",
            [world.organisation.id, both, [40, 1, 1, 1, 1, 1]],
        )


def test_only_who_manages_is_told_and_from_thirty_pairs_on_alone() -> None:
    world, few = taking_part(3), taking_part(4, "Weinig")
    add(world, wavering(30))
    add(few, wavering(20, seed=4))
    averages.take_in()
    chief, other = worker_actor(manager(world)), worker_actor(manager(few))
    with acting(chief) as actor:
        found = averages.sums(actor)
    assert {(each.own, each.line, each.scale, each.cell.n) for each in found} == {
        (True, LINE, scale, 30) for scale in SHARED
    }
    for nobody in (other, world.worker()):
        with acting(nobody) as actor:
            assert averages.sums(actor) == ()


def test_nobody_but_the_job_takes_in_and_nobody_reads_the_sums() -> None:
    world = taking_part(3)
    chief = worker_actor(manager(world))
    pairs = add(world, wavering(30))
    client = Actor("client", _client(world), area_id=world.area.id)
    for actor in (world.worker(), chief, client, DOOR):
        for attempt in (
            "SELECT * FROM alliance.waiting_sums('')",
            f"SELECT alliance.add_sums(gen_random_uuid(), 'x', 'bond', ARRAY['{pairs[0]}'::uuid], ARRAY[10,1,1,1,1,1])",
        ):
            with pytest.raises(DatabaseError), acting(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attempt)
    for actor in (world.worker(), chief, client, DOOR, JOB):
        for table in ("sum_pair", "sum_cell", "sum_source", "sum_given"):
            with pytest.raises(DatabaseError), acting(actor), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM secrets.{table}")  # noqa: S608


def _client(world: World) -> UUID:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT client_id FROM alliance_pair WHERE area_id = %s LIMIT 1", [world.area.id])
        found: UUID = cursor.fetchone()[0]
        return found
