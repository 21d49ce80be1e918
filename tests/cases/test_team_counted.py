"""The numbers of a team are those one gets by going through every case, every measure and everything that is due."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.models import Reading
from alliantie.cases import operations
from alliantie.cases.models import Case, Duty, Measure, Participant, Weight
from alliantie.cases.queries import caseloads, team_duties, team_numbers
from alliantie.practices import library
from alliantie.practices.terms import HARDEST_FIRST
from tests.insight.teams import leader
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

Numbers = dict[UUID, tuple[int, Decimal, int, int]]
PRACTICE = "nl-save-protection"


def scattered(world: World, chance: random.Random) -> None:
    """Cases with several workers, running and closed, with measures and with all kinds of things that are due."""
    today = clock.today()
    measures = [each.id for each in library().latest(PRACTICE).measures]
    for number in range(9):
        case = world.case(
            PRACTICE, names=((f"Naam{number}", "Test"),), roles=("young_person",), worker=chance.randrange(3)
        )
        for _each in range(chance.randrange(3)):
            starts = today + timedelta(days=chance.randrange(-40, 10))
            Measure.objects.using("owner").create(
                area_id=world.area.id,
                case_id=case.case_id,
                measure_id=chance.choice(measures),
                starts_on=starts,
                ends_on=chance.choice([None, max(starts, today + timedelta(days=chance.randrange(-2, 3)))]),
            )
        Duty.objects.using("owner").filter(case_id=case.case_id).delete()
        for _each in range(chance.randrange(5)):
            scatter(case, chance)
        if chance.random() < 0.3:
            Case.objects.using("owner").filter(id=case.case_id).update(closed_on=today)


def scatter(case: CaseWorld, chance: random.Random) -> None:
    """Something that is due around today, told as the night tells it or as before it told everything."""
    told: dict[str, Any] = {
        "hardness": chance.choice(HARDEST_FIRST),
        "start": {"kind": chance.choice(["case_opened", "case_opened", "gate_forced"])},
    }
    if chance.random() < 0.6:
        told["tells"] = chance.random() < 0.3
    Duty.objects.using("owner").create(
        area_id=case.world.area.id,
        case_id=case.case_id,
        key=str(uuid4()),
        norm_id="norm",
        who="supervisor",
        due=clock.today() + timedelta(days=chance.randrange(-3, 11)),
        told=told,
    )


def weigh(leads: Actor, world: World, chance: random.Random) -> None:
    """What some measures weigh for the team."""
    chosen = chance.sample([each.id for each in library().latest(PRACTICE).measures], 2)
    weights = {(PRACTICE, measure): Decimal(chance.randrange(0, 50)) / 10 for measure in chosen}
    with acting(leads):
        operations.set_weights(actor=leads, team=world.team, weights=weights)


def counted_anew(world: World, until: date) -> Numbers:
    """The same numbers, one case after another."""
    today = clock.today()
    weights = {(each.practice_id, each.measure_id): each.weight for each in Weight.objects.using("owner").all()}
    found: dict[UUID, list[Any]] = defaultdict(lambda: [0, Decimal(0), 0, 0])
    for case in Case.objects.using("owner").filter(team_id=world.team.id):
        mine = found[case.worker_id]
        if case.closed_on is None:
            running = [
                weights.get((case.practice_id, each.measure_id), Decimal(1))
                for each in Measure.objects.using("owner").filter(case_id=case.id)
                if each.starts_on <= today and (each.ends_on is None or each.ends_on > today)
            ]
            mine[0] += 1
            mine[1] += max(running, default=Decimal(1))
        for duty in Duty.objects.using("owner").filter(case_id=case.id, due__lte=until):
            late = duty.due < today and not duty.told.get("tells", False)
            mine[2 if late else 3] += 1
    return {worker: (row[0], row[1], row[2], row[3]) for worker, row in found.items()}


@pytest.mark.parametrize("seed", range(12))
def test_the_numbers_of_a_team_are_those_of_its_cases_counted_one_by_one(seed: int) -> None:
    chance, world = random.Random(seed), World.make(workers=("Peter", "Samira", "Kees"))
    scattered(world, chance)
    leads = leader(world)
    if chance.random() < 0.7:
        weigh(leads, world, chance)
    until = clock.today() + timedelta(days=chance.randrange(10))
    expected = counted_anew(world, until)
    with acting(leads):
        found, first = team_numbers(leads, until, 5)
        alone, each_due = caseloads(leads, until), team_duties(leads, until, 5)
    numbers = {each.worker_id: (each.cases, each.weight, each.late, each.coming) for each in found}
    nothing = (0, Decimal(0), 0, 0)
    assert numbers == {worker: expected.get(worker, nothing) for worker in numbers}
    assert {worker for worker, row in expected.items() if row != nothing} <= set(numbers)
    # Whoever asks for numbers alone gets the same; and what comes first is what the list of all begins with.
    assert (alone, first) == (found, each_due)


def test_numbers_alone_tell_no_client_that_somebody_read() -> None:
    world = World.make(workers=("Peter",))
    case = world.case()
    scatter(case, random.Random(1))
    leads, until = leader(world), clock.today() + timedelta(days=30)
    with acting(leads):
        caseloads(leads, until)
    assert not Reading.objects.using("owner").filter(what="team duties").exists()
    for _twice in range(2):
        with acting(leads):
            assert team_numbers(leads, until, 5)[1]
    people = Participant.objects.using("owner").filter(case_id=case.case_id).count()
    assert Reading.objects.using("owner").filter(what="team duties", case_id=case.case_id).count() == people


def test_nobody_sets_how_hard_or_how_late_a_duty_counts_beside_what_it_tells() -> None:
    world = World.make(workers=("Peter",))
    scatter(world.case(), random.Random(1))
    for column, value in (("hardness", "wished"), ("tells", "true"), ("forced", "true")):
        with connections["owner"].cursor() as cursor, pytest.raises(Exception, match="generated column"):
            cursor.execute(f"UPDATE cases_duty SET {column} = %s", [value])  # noqa: S608 - names of our own
