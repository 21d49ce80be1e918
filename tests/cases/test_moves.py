"""Moving cases to another version of their practice: what it changes, for whom, and what keeps a case where it is."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import JOB, Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases import operations as cases
from alliantie.cases.models import Case, Duty, Fact, MovedCase, OwnPractice
from alliantie.cases.operations.moves import go_on, go_on_with_all, plan_move, start_move
from alliantie.cases.queries import get_case
from alliantie.people import administration
from alliantie.practices import UnknownPracticeError, library
from tests.cases.own_ways import adopted, moved, moved_back, planned, term_of
from tests.insight.teams import manager as manager_of
from tests.support.at_once import at_once
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

FRAME = "explain-frame"


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def manager(world: World) -> Actor:
    return worker_actor(manager_of(world))


def version_of(case_id: UUID) -> str:
    return Case.objects.using("owner").get(id=case_id).practice_version


def due(case_id: UUID, norm: str = FRAME) -> date:
    return Duty.objects.using("owner").get(case_id=case_id, norm_id=norm).due


def states(move_id: UUID) -> list[str]:
    return sorted(MovedCase.objects.using("owner").filter(move_id=move_id).values_list("state", flat=True))


def test_a_version_of_an_organisation_has_a_number_of_its_own_and_never_changes(world: World, manager: Actor) -> None:
    first, second = (adopted(world, manager, term_of(FRAME, term)) for term in ("P1W", "P3W"))
    year = clock.today().year
    assert [first.version, second.version] == [f"{year}-101", f"{year}-102"]
    within = first.norm(FRAME).within
    assert within is not None
    assert str(within.term) == "P1W"
    assert first.hash != second.hash != library().latest("nl-probation").hash
    for statement in ("UPDATE cases_practice SET content = ''", "DELETE FROM cases_practice"):
        with acting(manager), pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_text_that_does_not_pass_the_check_is_never_adopted(world: World, manager: Actor) -> None:
    with pytest.raises(ValueError, match="country"):
        adopted(world, manager, lambda text: text.replace("country: NL", "country: DE"))
    assert not OwnPractice.objects.using("owner").exists()


def test_moving_gives_a_case_the_days_of_the_new_version_in_one_act_and_back_again(
    world: World, manager: Actor
) -> None:
    case = world.case()
    before = due(case.case_id)
    shorter = adopted(world, manager, term_of(FRAME, "P1W"))
    move_id = planned(world, manager, shorter)
    assert version_of(case.case_id) == "2026-1"
    looked = MovedCase.objects.using("owner").get(move_id=move_id)
    assert looked.state == "fits"
    after = before - timedelta(days=7)
    assert {"norm": FRAME, "was": before.isoformat(), "will": after.isoformat()} in looked.changes
    with acting(manager):
        start_move(actor=manager, now=clock.now(), move_id=move_id)
    assert (version_of(case.case_id), due(case.case_id)) == (shorter.version, after)
    assert Case.objects.using("owner").get(id=case.case_id).practice_hash == shorter.hash
    moved_back(manager, move_id)
    assert (version_of(case.case_id), due(case.case_id)) == ("2026-1", before)


def test_worker_and_client_find_the_move_with_its_reason_and_nobody_takes_it_back_alone(
    world: World, manager: Actor
) -> None:
    case = world.case()
    version = adopted(world, manager, term_of(FRAME, "P1W"))
    moved(world, manager, version)
    for person in (case.worker, case.client()):
        with acting(person):
            fact = Fact.objects.visible_to(person).get(kind="practice_changed")
            assert fact.text == "Nieuwe afspraak met de rechtbank."
            assert fact.values == {"before": "2026-1", "after": version.version}
            assert fact.recorded_by == manager.me
    with acting(case.worker) as actor, pytest.raises(ValueError, match="practice_changed is no fact"):
        cases.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=world.area.id,
            case_id=case.case_id,
            kind="practice_changed",
            on=clock.today(),
        )


def test_a_case_that_uses_what_the_version_does_not_have_stays_and_the_others_move(
    world: World, manager: Actor
) -> None:
    practice = library().latest("nl-probation")
    staying, going = world.case(), world.case(names=(("Ali", "Demir"),))
    with acting(staying.worker) as actor:
        cases.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=world.area.id,
            case_id=staying.case_id,
            kind="contact",
            on=clock.today(),
            talk_id="home-visit",
            client_id=staying.client_ids[0],
        )
    assert practice.talk("home-visit")
    without = adopted(world, manager, lambda text: text.replace("home-visit", "visit-at-home"))
    move_id = moved(world, manager, without)
    kept = MovedCase.objects.using("owner").get(move_id=move_id, case_id=staying.case_id)
    assert (kept.state, kept.lacking) == ("lacks", [["talk", "home-visit"]])
    assert version_of(staying.case_id) == "2026-1"
    assert version_of(going.case_id) == without.version


def test_what_happens_between_looking_and_moving_counts(world: World, manager: Actor) -> None:
    case, other = world.case(), world.case(names=(("Ali", "Demir"),))
    without = adopted(world, manager, lambda text: text.replace("home-visit", "visit-at-home"))
    move_id, again = planned(world, manager, without), planned(world, manager, without)
    with acting(case.worker) as actor:
        cases.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=world.area.id,
            case_id=case.case_id,
            kind="contact",
            on=clock.today(),
            talk_id="home-visit",
            client_id=case.client_ids[0],
        )
    with acting(manager):
        start_move(actor=manager, now=clock.now(), move_id=move_id)
    assert states(move_id) == ["lacks", "moved"]
    # The second plan of the same comes too late for the case that went over already.
    with acting(manager):
        start_move(actor=manager, now=clock.now(), move_id=again)
    assert states(again) == ["lacks", "passed"]
    assert Fact.objects.using("owner").filter(case_id=other.case_id, kind="practice_changed").count() == 1


def test_one_team_or_one_case_moves_alone_and_a_closed_case_never(world: World, manager: Actor) -> None:
    one, two = world.case(), world.case(names=(("Ali", "Demir"),))
    elsewhere = administration.make_team(world.organisation, "Team Zuid")
    Case.objects.using("owner").filter(id=two.case_id).update(team=elsewhere)
    over = world.case(names=(("Kim", "Bos"),))
    Case.objects.using("owner").filter(id=over.case_id).update(closed_on=clock.today())
    version = adopted(world, manager, term_of(FRAME, "P1W"))
    moved(world, manager, version, team_id=elsewhere.id)
    assert [version_of(each.case_id) for each in (one, two, over)] == ["2026-1", version.version, "2026-1"]
    moved(world, manager, version)
    assert [version_of(each.case_id) for each in (one, over)] == [version.version, "2026-1"]
    with pytest.raises(NotNow):
        planned(world, manager, version)


def test_a_manager_picks_one_case_only_where_that_manager_works_in_it(world: World, manager: Actor) -> None:
    case = world.case()
    version = adopted(world, manager, term_of(FRAME, "P1W"))
    for case_id in (case.case_id, uuid4()):
        with pytest.raises(Denied):
            planned(world, manager, version, case_id=case_id)
    administration.give_office(world.workers[0], since=clock.today())
    moved(world, case.worker, version, case_id=case.case_id)
    assert version_of(case.case_id) == version.version


def test_a_case_stays_where_the_version_hides_from_a_client_what_is_about_that_client() -> None:
    shelter = "nl-shelter-tussenvoorziening"
    world = World.make(shelter)
    manager = worker_actor(manager_of(world))
    staying, going = world.case(shelter), world.case(shelter, names=(("Ali", "Demir"),))
    for case, client_id in ((staying, staying.client_ids[0]), (going, None)):
        with acting(case.worker) as actor:
            cases.record_fact(
                actor=actor,
                now=clock.now(),
                area_id=world.area.id,
                case_id=case.case_id,
                kind="went-well",
                on=clock.today(),
                client_id=client_id,
            )
    hidden = adopted(
        world,
        manager,
        lambda text: text.replace("{id: went-well, name:", "{id: went-well, seen: workers, name:"),
        practice_id=shelter,
    )
    moved(world, manager, hidden)
    assert (version_of(staying.case_id), version_of(going.case_id)) == ("2026-1", hidden.version)
    lacks = MovedCase.objects.using("owner").get(case_id=staying.case_id)
    assert (lacks.state, lacks.lacking) == ("lacks", [["fact", "went-well"]])


def test_who_manages_reads_no_case_of_a_move_and_counts_alone(world: World, manager: Actor) -> None:
    case = world.case()
    move_id = planned(world, manager, adopted(world, manager, term_of(FRAME, "P1W")))
    with acting(manager):
        assert not MovedCase.objects.visible_to(manager).exists()
        assert not Fact.objects.visible_to(manager).exists()
        told = rows("access.move_told", move_id)
        assert ("state", "", "fits", "", 1) in told
        assert ("change", "2026-1", FRAME, "earlier", 1) in told
        assert str(case.case_id) not in str(told)
        for function, *arguments in (
            ("move_batch", move_id, 5),
            ("names_used", [case.case_id]),
            ("move_cases", move_id, "[]"),
            ("keep_looked", move_id, "[]"),
            ("timelines", [case.case_id], False),
        ):
            with pytest.raises(Denied):
                rows(f"access.{function}", *arguments)


def test_nobody_but_who_manages_there_plans_starts_or_reads_a_move(world: World, manager: Actor) -> None:
    case = world.case()
    version = adopted(world, manager, term_of(FRAME, "P1W"))
    move_id = planned(world, manager, version)
    other = World.in_area(world.area, "Elders")
    strangers = [case.worker, worker_actor(manager_of(other)), worker_actor(manager_of(World.make("Ver")))]
    for stranger in strangers:
        with acting(stranger):
            with pytest.raises(Denied):
                plan_move(
                    actor=stranger,
                    now=clock.now(),
                    organisation_id=world.organisation.id,
                    practice=version,
                    reason="Zomaar.",
                )
            with pytest.raises(Denied):
                start_move(actor=stranger, now=clock.now(), move_id=move_id)
            assert rows("access.move_told", move_id) == []
    # Neither to a version of somebody else's.
    with pytest.raises(Denied):
        planned(other, strangers[1], version)
    assert version_of(case.case_id) == "2026-1"


def test_a_move_is_started_once_and_not_a_day_after_it_was_looked_at(world: World, manager: Actor) -> None:
    world.case()
    version = adopted(world, manager, term_of(FRAME, "P1W"))
    move_id = planned(world, manager, version)
    with clock.at(clock.now() + timedelta(days=1, minutes=1)), acting(manager), pytest.raises(NotNow):
        start_move(actor=manager, now=clock.now(), move_id=move_id)

    def start() -> str:
        try:
            with acting(manager):
                start_move(actor=manager, now=clock.now(), move_id=move_id)
        except NotNow:
            return "not now"
        return "started"

    assert sorted(map(str, at_once(start, start))) == ["not now", "started"]
    assert states(move_id) == ["moved"]


def test_the_background_goes_on_where_the_page_stopped_and_two_at_once_move_a_case_once(
    world: World, manager: Actor
) -> None:
    made = [world.case(names=((f"Naam{number}", "Bos"),)) for number in range(3)]
    version = adopted(world, manager, term_of(FRAME, "P1W"))
    with acting(manager):
        move_id = call(
            "access.plan_move", world.organisation.id, version.id, version.version, None, None, None, "Nieuw."
        )
    assert go_on(today=clock.today(), move_id=move_id, most=2) == 2
    assert states(move_id) == ["fits", "fits", "waits"]
    with acting(manager), pytest.raises(NotNow):
        start_move(actor=manager, now=clock.now(), move_id=move_id)
    assert go_on_with_all(today=clock.today()) == 1
    with acting(manager):
        call("access.start_move", move_id)
    both = partial(go_on_with_all, today=clock.today())
    assert sum(each for each in at_once(both, both) if isinstance(each, int)) == 3
    assert states(move_id) == ["moved"] * 3
    facts = Fact.objects.using("owner").filter(kind="practice_changed")
    assert facts.count() == len(made)
    assert go_on_with_all(today=clock.today()) == 0


def test_a_version_that_is_not_there_moves_nothing_and_says_so(world: World, manager: Actor) -> None:
    case = world.case()
    with acting(manager):
        move_id = call("access.plan_move", world.organisation.id, "nl-probation", "1999-1", None, None, None, "Nieuw.")
    go_on_with_all(today=clock.today())
    assert states(move_id) == ["lacks"]
    assert version_of(case.case_id) == "2026-1"
    with acting(manager), pytest.raises(UnknownPracticeError):
        library().get("nl-probation", "1999-1")


def test_a_batch_costs_the_same_few_queries_however_many_cases(world: World, manager: Actor) -> None:
    from django.test.utils import CaptureQueriesContext

    version = adopted(world, manager, term_of(FRAME, "P1W"))
    counts = []
    for names in (("Een",), ("Twee", "Drie", "Vier")):
        for name in names:
            world.case(names=((name, "Bos"),))
        with acting(manager):
            move_id = call(
                "access.plan_move", world.organisation.id, version.id, version.version, None, None, None, "Nieuw."
            )
        for start in (False, True):
            if start:
                with acting(manager):
                    call("access.start_move", move_id)
            with CaptureQueriesContext(connection) as caught:
                go_on(today=clock.today(), move_id=move_id, most=50)
            counts.append(len([each for each in caught if "access." in each["sql"]]))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 8


def test_the_job_is_the_only_one_that_finds_what_is_to_do(world: World, manager: Actor) -> None:
    with acting(JOB):
        assert rows("access.moves_to_do") == []
    with pytest.raises(ProgrammingError, match="permission denied"), acting(manager):
        rows("access.moves_to_do")


def test_a_worker_who_records_after_the_move_works_by_the_new_version(world: World, manager: Actor) -> None:
    case = world.case()
    version = adopted(world, manager, lambda text: text.replace("home-visit", "visit-at-home"))
    moved(world, manager, version)
    with acting(case.worker) as actor:
        cases.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=world.area.id,
            case_id=case.case_id,
            kind="contact",
            on=clock.today(),
            talk_id="visit-at-home",
            client_id=case.client_ids[0],
        )
        assert get_case(actor, case.case_id).practice_version == version.version
