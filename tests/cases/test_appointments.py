"""Planned talks: who may plan, move and cancel them, what closes them, and what the database lets through."""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases import operations as cases
from alliantie.cases.models import Appointment, Case, Fact
from alliantie.cases.operations import appointments as operations
from alliantie.cases.operations.appointments import Arrangement
from alliantie.cases.queries import get_case, practice_of
from alliantie.cases.queries.appointments import Planned, at_the_same_time, get_planned, planned
from tests.support import raw
from tests.worlds import CaseWorld, World, hand_over

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

TUESDAY = datetime(2026, 3, 10, 9, 0, tzinfo=clock.HOME)


@pytest.fixture
def here() -> CaseWorld:
    with clock.at(TUESDAY - timedelta(days=30)):
        return World.make().case()


@pytest.fixture
def family() -> CaseWorld:
    with clock.at(TUESDAY - timedelta(days=30)):
        return World.make().case(
            "nl-save-protection", names=(("Sam", "Wit"), ("Eva", "Wit")), roles=("young_person", "parent")
        )


def at(days: int, hour: int = 10, minute: int = 30) -> datetime:
    day = (TUESDAY + timedelta(days=days)).date()
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.HOME)


def plan(
    case: CaseWorld,
    starts_at: datetime,
    *,
    by: Actor | None = None,
    client: int | None = 0,
    token: uuid.UUID | None = None,
    talk_id: str = "",
    now: datetime = TUESDAY,
    **agreed: Any,
) -> uuid.UUID:
    with clock.at(now), acting(by or case.worker) as actor:
        found = get_case(actor, case.case_id)
        return operations.plan(
            actor=actor,
            now=now,
            case=found,
            client_id=None if client is None else case.client_ids[client],
            agreed=Arrangement(starts_at, talk_id or practice_of(found).talks[0].id, **agreed),
            token=token or uuid.uuid4(),
        )


def seen(actor: Actor, since: datetime = TUESDAY) -> list[Planned]:
    with clock.at(max(since, TUESDAY)), acting(actor):
        return list(planned(actor, since))


def cancel(actor: Actor, appointment_id: uuid.UUID, now: datetime = TUESDAY) -> None:
    with clock.at(now), acting(actor):
        operations.cancel(actor=actor, appointment_id=appointment_id)


def record(case: CaseWorld, talk_id: str, on: datetime, client: int | None = 0) -> uuid.UUID:
    with clock.at(on), acting(case.worker) as actor:
        return cases.record_fact(
            actor=actor,
            now=on,
            area_id=case.world.area.id,
            case_id=case.case_id,
            kind=Fact.Kind.CONTACT,
            on=clock.day_of(on),
            talk_id=talk_id,
            client_id=None if client is None else case.client_ids[client],
        )


def cover(case: CaseWorld, worker: int = 1) -> Actor:
    with clock.at(TUESDAY), acting(case.worker) as actor:
        cases.cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=case.world.workers[worker].id,
            starts_at=TUESDAY,
            ends_at=TUESDAY + timedelta(days=30),
        )
    return case.world.worker(worker)


# Planning, moving, cancelling


def test_a_planned_talk_is_seen_by_its_worker_and_its_client_soonest_first(here: CaseWorld) -> None:
    plan(here, at(7, 14), place="Kantoor, kamer 2", minutes=45)
    plan(here, at(3))
    for actor in (here.worker, here.client()):
        first, second = seen(actor)
        assert (first.starts_at, second.starts_at) == (at(3), at(7, 14))
        assert (second.place, second.minutes, second.client_name, second.worker_name) == (
            "Kantoor, kamer 2",
            45,
            "Noor",
            "Peter",
        )


def test_the_same_form_sent_twice_plans_once_and_with_something_else_plans_that_too(here: CaseWorld) -> None:
    token = uuid.uuid4()
    assert plan(here, at(7), token=token) == plan(here, at(7), token=token)
    assert len(seen(here.worker)) == 1
    plan(here, at(8), token=token)
    assert len(seen(here.worker)) == 2


def test_two_submits_at_the_same_moment_plan_once(here: CaseWorld) -> None:
    token, together = uuid.uuid4(), threading.Barrier(2)

    def send() -> None:
        try:
            together.wait()
            plan(here, at(7), token=token)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Appointment.objects.using("owner").count() == 1


def test_a_form_sent_again_after_the_talk_was_cancelled_plans_anew(here: CaseWorld) -> None:
    token = uuid.uuid4()
    first = plan(here, at(7), token=token)
    cancel(here.worker, first)
    again = plan(here, at(7), token=token)
    assert again != first
    assert [each.id for each in seen(here.worker)] == [again]


@pytest.mark.parametrize("moment", [at(-1), at(0, 8, 59), TUESDAY, at(367), datetime(1, 1, 1, tzinfo=UTC)])
def test_a_moment_that_has_been_or_lies_years_ahead_is_refused_with_words(here: CaseWorld, moment: datetime) -> None:
    with pytest.raises(Denied) as refused:
        plan(here, moment)
    assert refused.value.reason in ("Dit moment is al geweest. Kies een latere tijd.", "Kies een dag binnen een jaar.")
    made = plan(here, at(7))
    agreed = Arrangement(moment, "home-visit")
    with acting(here.worker) as actor, pytest.raises(Denied):
        operations.move(actor=actor, now=TUESDAY, appointment_id=made, agreed=agreed)
    assert [each.starts_at for each in seen(here.worker)] == [at(7)]


def test_a_moved_talk_keeps_its_person_and_moving_it_twice_is_the_same_as_once(here: CaseWorld) -> None:
    made = plan(here, at(7))
    for _twice in range(2):
        with acting(here.worker) as actor:
            agreed = Arrangement(at(9, 16), "home-visit", 30)
            operations.move(actor=actor, now=TUESDAY, appointment_id=made, agreed=agreed)
    (talk,) = seen(here.client())
    assert (talk.id, talk.starts_at, talk.talk.id, talk.minutes) == (made, at(9, 16), "home-visit", 30)


def test_a_cancelled_talk_cannot_be_moved(here: CaseWorld) -> None:
    made = plan(here, at(7))
    cancel(here.worker, made)
    with acting(here.worker) as actor, pytest.raises(NotNow):
        operations.move(actor=actor, now=TUESDAY, appointment_id=made, agreed=Arrangement(at(8), "home-visit"))


def test_cancelling_twice_is_the_same_as_once_and_the_first_who_did_stands(here: CaseWorld) -> None:
    made = plan(here, at(7))
    for actor in (here.client(), here.client(), here.worker):
        cancel(actor, made)
    found = Appointment.objects.using("owner").get(id=made)
    assert (found.cancelled_by, found.cancelled_at) == ("client", TUESDAY)


def test_a_client_cancels_only_what_is_still_to_come(here: CaseWorld) -> None:
    made = plan(here, at(7))
    with pytest.raises(NotNow):
        cancel(here.client(), made, now=at(7))
    assert Appointment.objects.using("owner").get(id=made).cancelled_at is None
    cancel(here.worker, made, now=at(7, 18))
    assert Appointment.objects.using("owner").get(id=made).cancelled_by == "worker"


def test_what_a_client_cancelled_is_told_the_worker_until_it_is_planned_anew(here: CaseWorld) -> None:
    made = plan(here, at(3))
    cancel(here.client(), made)
    for later in (TUESDAY, at(30)):
        assert [(each.id, each.cancelled_by) for each in seen(here.worker, later)] == [(made, "client")]
    assert seen(here.client(), at(30)) == []
    new = plan(here, at(9))
    for actor in (here.worker, here.client()):
        assert [each.id for each in seen(actor)] == [new]


def test_what_a_client_cancelled_can_be_put_away(here: CaseWorld) -> None:
    made = plan(here, at(3))
    cancel(here.client(), made)
    for _twice in range(2):
        with acting(here.worker) as actor:
            operations.put_away(actor=actor, now=TUESDAY, appointment_id=made)
    assert seen(here.worker) == seen(here.client()) == []


def test_a_talk_that_goes_on_cannot_be_put_away(here: CaseWorld) -> None:
    made = plan(here, at(3))
    with acting(here.worker) as actor:
        operations.put_away(actor=actor, now=TUESDAY, appointment_id=made)
    assert [each.id for each in seen(here.worker)] == [made]


def test_what_the_worker_cancelled_is_told_the_client_until_its_moment_and_not_the_worker(here: CaseWorld) -> None:
    made = plan(here, at(3))
    cancel(here.worker, made)
    assert seen(here.worker) == []
    assert [(each.id, each.cancelled_by) for each in seen(here.client())] == [(made, "worker")]
    assert seen(here.client(), at(4)) == []


def test_planning_with_one_person_settles_nothing_of_another(family: CaseWorld) -> None:
    made = plan(family, at(3), client=0)
    cancel(family.client(0), made)
    plan(family, at(5), client=1)
    assert made in [each.id for each in seen(family.worker)]
    plan(family, at(5), client=None)
    assert made not in [each.id for each in seen(family.worker)]


def test_a_second_talk_at_the_same_time_is_allowed_and_told(here: CaseWorld) -> None:
    with clock.at(TUESDAY):
        other = here.world.case(names=(("Ali", "Demir"),))
    first = plan(here, at(7, 10, 0), minutes=45)
    second = plan(other, at(7, 10, 30))
    third = plan(other, at(7, 11, 30))
    with clock.at(TUESDAY), acting(here.worker) as actor:
        assert [each.id for each in at_the_same_time(actor, get_planned(actor, second))] == [first]
        assert [each.id for each in at_the_same_time(actor, get_planned(actor, first))] == [second]
        assert at_the_same_time(actor, get_planned(actor, third)) == ()


# Held


def test_the_contact_of_that_kind_and_day_closes_a_talk_until_it_is_taken_back(here: CaseWorld) -> None:
    made = plan(here, at(3), talk_id="home-visit")
    record(here, "reporting-talk", at(3, 11))
    assert [each.id for each in seen(here.worker)] == [made]
    fact = record(here, "home-visit", at(3, 11))
    assert seen(here.worker) == seen(here.client()) == []
    with clock.at(at(3, 12)), acting(here.worker) as actor:
        cases.take_back_fact(actor=actor, now=at(3, 12), fact_id=fact)
    assert [each.id for each in seen(here.worker)] == [made]


def test_a_contact_of_another_day_or_with_another_person_closes_nothing(family: CaseWorld) -> None:
    made = plan(family, at(3), client=0, talk_id="alone")
    record(family, "alone", at(2), client=0)
    record(family, "alone", at(3, 11), client=1)
    assert [each.id for each in seen(family.worker)] == [made]
    everyone = plan(family, at(4), client=None, talk_id="family")
    record(family, "family", at(4, 11), client=1)
    assert everyone not in [each.id for each in seen(family.worker)]


def test_the_day_of_a_talk_is_the_day_here_also_just_after_midnight(here: CaseWorld) -> None:
    plan(here, at(3, 0, 30), talk_id="home-visit")
    record(here, "home-visit", at(3, 1))
    assert seen(here.worker) == []


# Who


def test_in_a_family_each_sees_their_own_talks_and_those_with_everyone(family: CaseWorld) -> None:
    own, others, everyone = (plan(family, at(3 + turn), client=client) for turn, client in enumerate((0, 1, None)))
    assert [each.id for each in seen(family.client(0))] == [own, everyone]
    assert [each.id for each in seen(family.client(1))] == [others, everyone]
    for appointment_id in (others, everyone):
        with pytest.raises(Denied):
            cancel(family.client(0), appointment_id)


def test_a_stand_in_plans_moves_and_cancels_as_the_worker_does(here: CaseWorld) -> None:
    first = plan(here, at(3))
    samira = cover(here)
    second = plan(here, at(5), by=samira)
    assert [(each.id, each.worker_name) for each in seen(samira)] == [(first, "Peter"), (second, "Samira")]
    assert [each.id for each in seen(here.worker)] == [first, second]
    cancel(samira, first)
    assert [each.id for each in seen(here.worker)] == [second]


def test_who_takes_a_case_over_holds_the_talks_that_are_to_come(here: CaseWorld) -> None:
    coming = plan(here, at(3))
    with clock.at(TUESDAY):
        hand_over(here.case_id, here.worker, here.world.worker(1))
    assert [(each.id, each.worker_name) for each in seen(here.world.worker(1))] == [(coming, "Samira")]
    assert [each.worker_name for each in seen(here.client())] == ["Samira"]
    assert seen(here.worker) == []


def test_a_closed_case_has_no_talks_to_come(here: CaseWorld) -> None:
    plan(here, at(3))
    Case.objects.using("owner").filter(id=here.case_id).update(closed_on=TUESDAY.date())
    assert seen(here.worker) == seen(here.client()) == []


def test_a_code_shows_no_calendar(here: CaseWorld) -> None:
    with clock.at(TUESDAY):
        link = here.link(here.round())
    made = plan(here, at(3))
    assert seen(link) == []
    with pytest.raises(Denied):
        cancel(link, made)


@pytest.mark.parametrize("who", ["colleague", "other organisation", "other area", "other client"])
def test_anyone_else_sees_and_changes_nothing(here: CaseWorld, who: str) -> None:
    made = plan(here, at(3))
    with clock.at(TUESDAY):
        stranger = {
            "colleague": lambda: here.world.worker(1),
            "other organisation": lambda: World.in_area(here.world.area, "Buren").worker(),
            "other area": lambda: World.make("Elders").worker(),
            "other client": lambda: here.world.case(names=(("Ali", "Demir"),)).client(),
        }[who]()
    with clock.at(TUESDAY), acting(stranger) as actor:
        assert raw.read_all("public.cases_appointment") == []
        assert planned(actor, TUESDAY) == ()
        with pytest.raises(Appointment.DoesNotExist):
            get_planned(actor, made)
        operations.put_away(actor=actor, now=TUESDAY, appointment_id=made)
        with pytest.raises(Denied):
            operations.cancel(actor=actor, appointment_id=made)
        with pytest.raises(NotNow):
            operations.move(actor=actor, now=TUESDAY, appointment_id=made, agreed=Arrangement(at(8), "home-visit"))
    assert Appointment.objects.using("owner").filter(starts_at=at(3), cancelled_at__isnull=True).count() == 1


# Raw SQL as the application role

PLAN = (
    "INSERT INTO cases_appointment"
    " (id, area_id, case_id, client_id, worker_id, talk_id, starts_at, place, bring, cancelled_by)"
    " VALUES (gen_random_uuid(), %s, %s, %s, %s, 'home-visit', now() + interval '1 day', '', '', '')"
)


def refused(actor: Actor, statement: str, values: list[Any]) -> bool:
    """Whether the database raises, or changes no row."""
    try:
        with acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


def test_raw_sql_plans_only_in_an_own_case_with_its_people_and_a_worker_of_its_organisation(here: CaseWorld) -> None:
    other = here.world.case(names=(("Ali", "Demir"),), worker=1)
    neighbour = World.in_area(here.world.area, "Buren").workers[0].id
    area, case, noor, peter = here.world.area.id, here.case_id, here.client_ids[0], here.worker.id
    assert not refused(here.worker, PLAN, [area, case, noor, peter])
    assert not refused(here.worker, PLAN, [area, case, None, here.world.workers[1].id])
    for values in (
        [area, other.case_id, other.client_ids[0], peter],
        [area, case, other.client_ids[0], peter],
        [area, case, noor, neighbour],
        [World.make("Elders").area.id, case, noor, peter],
    ):
        assert refused(here.worker, PLAN, values), values
    for stranger in (here.client(), here.world.worker(1)):
        assert refused(stranger, PLAN, [area, case, noor, peter])


def test_raw_sql_changes_nobodys_word_and_erases_nothing(here: CaseWorld) -> None:
    made = plan(here, at(3))
    for statement in (
        "UPDATE cases_appointment SET cancelled_at = now(), cancelled_by = 'client' WHERE id = %s",
        "UPDATE cases_appointment SET client_id = NULL WHERE id = %s",
        "UPDATE cases_appointment SET case_id = gen_random_uuid() WHERE id = %s",
        "DELETE FROM cases_appointment WHERE id = %s",
    ):
        assert refused(here.worker, statement, [made]), statement
    for statement in (
        "UPDATE cases_appointment SET starts_at = now() WHERE id = %s",
        "UPDATE cases_appointment SET settled_at = now() WHERE id = %s",
        "UPDATE cases_appointment SET place = 'x' WHERE id = %s",
    ):
        assert refused(here.client(), statement, [made]), statement
    cancelled = PLAN.replace("cancelled_by)", "cancelled_by, cancelled_at)").replace("'', '')", "'', 'client', now())")
    assert refused(here.worker, cancelled, [here.world.area.id, here.case_id, here.client_ids[0], here.worker.id]), (
        "a talk that was born cancelled"
    )


def test_asking_whether_someone_is_in_anothers_case_tells_nothing(here: CaseWorld) -> None:
    samira = here.world.worker(1)
    for actor, answer in ((here.worker, True), (samira, False), (here.client(), False)):
        with acting(actor), connection.cursor() as cursor:
            cursor.execute(
                "SELECT access.appointment_fits(%s, %s, %s)", [here.case_id, here.client_ids[0], here.worker.id]
            )
            assert cursor.fetchone() == (answer,)


def test_each_change_stands_in_the_history_with_who_made_it(here: CaseWorld) -> None:
    made = plan(here, at(3))
    cancel(here.client(), made)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT action, split_part(by_claim, ':', 1) FROM history.event"
            " WHERE table_name = 'cases_appointment' AND row_id = %s ORDER BY id",
            [str(made)],
        )
        assert cursor.fetchall() == [("INSERT", "worker"), ("UPDATE", "client")]
