"""What the start page reads at once is what each page of its own reads: nothing more, and nothing left out."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

import pytest

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.alliance.queries import own_rounds, pairs_with_rounds
from alliantie.cases import operations, queries
from alliantie.cases.models import Case, Fact
from alliantie.norms.duty import Duty
from alliantie.worklist.queries.start import start_page
from alliantie.worklist.queries.start_read import read_start
from alliantie.worklist.queries.suggested import suggested
from alliantie.worklist.queries.talks import ASKED_FOR, talks_of
from alliantie.worklist.queries.todo import end_of_week
from tests.money.ledger import deadline
from tests.worklist.browse import sign_in, words
from tests.worlds import CaseWorld, World, agree_in, hand_over, plan_talk, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PRACTICES = ("nl-probation", "nl-save-protection", "nl-debt-zeist", "nl-shelter-tussenvoorziening")


def lived(dice: random.Random, world: World) -> list[CaseWorld]:
    """Cases of two workers in which months went by: talks, rounds in every state, stand-ins, hand-overs, endings."""
    made = []
    with clock.at(clock.now() - timedelta(days=dice.randrange(50, 200))):
        for number in range(6):
            people = range(dice.choice((1, 2)))
            names = tuple((dice.choice(("Noor", "Ali", "Kim")), f"Vos{number}{at}") for at in people)
            practice = "nl-save-protection" if len(names) > 1 else dice.choice(PRACTICES)
            roles = ("young_person", "parent")[: len(names)] if practice == "nl-save-protection" else None
            made.append(world.case(practice, names=names, roles=roles, worker=dice.randrange(2)))
    for case in made:
        for days in sorted((dice.randrange(45) for _ in range(dice.randrange(3, 7))), reverse=True):
            with clock.at(clock.now() - timedelta(days=days)):
                happens(dice, case)
        if dice.random() < 0.2:
            Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    return made


def happens(dice: random.Random, case: CaseWorld) -> None:
    match dice.randrange(7):
        case 0 | 1:
            rounds_go_on(dice, case)
        case 2:
            days = timedelta(days=dice.randrange(0, 3), minutes=dice.randrange(1, 5))
            plan_talk(case, clock.now() + days)
        case 3:
            agree_in(case, "Bellen", owner=dice.choice(("client", "worker")))
        case 4 | 5:
            with acting(case.worker) as actor:
                here = queries.get_case(actor, case.case_id)
                operations.record_fact(
                    actor=actor,
                    now=clock.now(),
                    area_id=case.world.area.id,
                    case_id=case.case_id,
                    kind=Fact.Kind.CONTACT,
                    on=clock.today(),
                    talk_id=dice.choice(queries.practice_of(here).talks).id,
                    client_id=case.client_ids[0],
                )
        case _:
            to = next(each for each in case.world.workers if each.id != case.worker.id)
            if dice.random() < 0.5:
                hand_over(case.case_id, case.worker, worker_actor(to))
                case.worker = worker_actor(to)
            else:
                with acting(case.worker) as actor:
                    operations.cover(
                        actor=actor,
                        case_id=case.case_id,
                        worker_id=to.id,
                        starts_at=clock.now(),
                        ends_at=clock.now() + timedelta(days=dice.choice((1, 90))),
                    )


def rounds_go_on(dice: random.Random, case: CaseWorld) -> None:
    with acting(case.worker) as actor:
        here = [each for each in pairs_with_rounds(actor, [case.case_id]) if each.pair.worker_id == actor.id]
    if not here or here[0].running or here[0].pair.client_id != case.client_ids[0]:
        return
    case.pair_ids = (here[0].pair.id, *case.pair_ids[1:])
    round_id = case.round()
    match dice.randrange(4):
        case 1:
            case.answer(case.worker, round_id)
        case 2:
            case.answer(case.client(), round_id)
        case 3:
            case.reveal(round_id)


def compare(actor: Actor) -> None:
    """Each part of what is read at once, against what is read of it alone."""
    today = clock.today()
    until = end_of_week(today)
    read = read_start(actor, today, until, ASKED_FOR)
    listed, count = queries.case_list(actor, "nl")
    assert [(each.id, each.title, each.opened_on) for each in listed] == [
        (UUID(each.id), each.title, each.opened_on) for each in read.cases
    ]
    assert count == len(read.cases)
    pairs = [each for each in pairs_with_rounds(actor, latest_on=today) if each.pair.worker_id == actor.id]
    sides = {each.pair_id: each for each in own_rounds(pairs)}
    assert [(each.client_name, each.pair.case_id) for each in pairs] == [
        (each.name.given, UUID(each.case.id)) for each in read.pairs
    ]
    wanted = []
    for alone, pair in zip(pairs, read.pairs, strict=True):
        side = sides.get(alone.pair.id)
        running = alone.running
        assert (running and running.id) == (pair.running and UUID(pair.running.id))
        assert pair.sent == (side.sealed if side else None)
        if alone.closed_on is None:
            facts = [fact for _case, fact in queries.timeline(actor, [alone.pair.case_id])]
            if moments := suggested(alone.practice, alone, facts, alone.measure_ids, today).moments:
                wanted.append((alone.pair.case_id, [each.moment_id for each in moments]))
    shown = start_page(actor, "nl", today, whole=True).suggested.rows
    assert sorted(wanted) == sorted((row.case_id, [each.moment_id for each in row.reasons]) for row in shown)
    cases = {row.id for row in queries.all_cases(actor, "nl")}
    due: dict[UUID, Duty] = {}
    talks, found = set(), [queries.get_case(actor, each, whole=True) for each in cases]
    for case in found:
        due |= {each.id: each.duty for each in queries.due_in(case, {}, today) if each.duty.due <= until}
        alone_here = talks_of(actor, "nl", today, case.id)
        if case.closed_on is None:
            asked = (*alone_here.today, *alone_here.asked, *alone_here.called_off)
            talks |= {each.id for each in asked}
    assert {each.id: each.duty for each in read.dues} == due
    assert {UUID(each.id) for each in read.talks} == talks
    assert read.asked == queries.asked_of(actor)
    assert read.asked.waiting_count == sum(
        each.owner != "worker"
        for case in found
        if case.closed_on is None
        for each in queries.open_agreements(actor, case.id)
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_what_is_read_at_once_is_what_is_read_one_by_one(seed: int) -> None:
    dice = random.Random(seed)
    world, other = World.make("Hier"), World.make("Daar")
    lived(dice, world)
    lived(dice, other)
    for worker in (*world.workers, *other.workers):
        with acting(worker_actor(worker)) as actor:
            compare(actor)


def test_nothing_is_read_of_a_case_that_is_not_the_readers_any_more() -> None:
    world = World.make()
    case = world.case()
    case.round()
    plan_talk(case, clock.now() + timedelta(minutes=1))
    agree_in(case, "Bellen")
    hand_over(case.case_id, case.worker, world.worker(1))
    with acting(case.worker) as actor:
        read = read_start(actor, clock.today(), end_of_week(clock.today()), ASKED_FOR)
    assert (read.cases, read.pairs, read.dues, read.talks) == ((), (), (), ())
    assert read.asked.waiting_count == 0


def test_whoever_stands_in_sees_what_threatens_there() -> None:
    case = World.make().case("nl-debt-zeist")
    deadline(case, clock.today() + timedelta(days=5))
    with acting(case.worker) as actor:
        operations.cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=case.world.workers[1].id,
            starts_at=clock.now() - timedelta(hours=1),
            ends_at=clock.now() + timedelta(days=5),
        )
    assert "Ontruiming van de woning" in words(sign_in(case.world.workers[1]), "/")
