"""Somebody did not come: noted with the try to reach them, seen by workers of the case, and taken back."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.policies import Denied
from alliantie.cases.models import Missed
from alliantie.cases.operations import Tried, cancel, note_missed, take_back_missed
from alliantie.cases.queries import get_planned, planned
from tests.support import raw
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

TUESDAY = datetime(2026, 3, 10, 10, 30, tzinfo=clock.HOME)
LATER = TUESDAY + timedelta(days=2)


@pytest.fixture
def here() -> CaseWorld:
    with clock.at(TUESDAY - timedelta(days=30)):
        return World.make(workers=("Peter", "Samira", "Kees")).case()


@pytest.fixture
def talk(here: CaseWorld) -> uuid.UUID:
    with clock.at(TUESDAY - timedelta(days=7)):
        return plan_talk(here, TUESDAY)


def note(
    case: CaseWorld,
    talk: uuid.UUID,
    *,
    by: Actor | None = None,
    now: datetime = LATER,
    on: datetime = LATER,
    reached: bool = False,
    said: str = "",
    token: uuid.UUID | None = None,
    client: int = 0,
) -> None:
    with clock.at(now), acting(by or case.worker) as actor:
        note_missed(
            actor=actor,
            now=now,
            planned=get_planned(actor, talk),
            client_ids=[case.client_ids[client]],
            tried=Tried(clock.day_of(on), ("phone",), reached, said),
            token=token or uuid.uuid4(),
        )


def tries(case: CaseWorld, talk: uuid.UUID, by: Actor | None = None) -> list[tuple[bool, str]]:
    with clock.at(LATER), acting(by or case.worker) as actor:
        return [(each.reached, each.said) for each in get_planned(actor, talk).tries]


def test_each_try_is_a_row_of_its_own_and_none_is_overwritten(here: CaseWorld, talk: uuid.UUID) -> None:
    note(here, talk)
    note(here, talk, reached=True, said="Ik was ziek.")
    assert tries(here, talk) == [(False, ""), (True, "Ik was ziek.")]


def test_the_same_form_sent_twice_or_at_once_notes_one_try(here: CaseWorld, talk: uuid.UUID) -> None:
    token = uuid.uuid4()
    assert at_once(*[lambda: note(here, talk, token=token)] * 3) == [None] * 3
    assert len(tries(here, talk)) == 1


@pytest.mark.parametrize(
    ("now", "on"),
    [
        (TUESDAY - timedelta(minutes=1), TUESDAY),
        (LATER, TUESDAY - timedelta(days=1)),
        (LATER, LATER + timedelta(days=1)),
    ],
)
def test_a_try_lies_between_the_talk_and_today(here: CaseWorld, talk: uuid.UUID, now: datetime, on: datetime) -> None:
    with pytest.raises(Denied):
        note(here, talk, now=now, on=on)
    assert not Missed.objects.using("owner").exists()


def test_nobody_failed_to_come_to_a_talk_that_was_called_off(here: CaseWorld, talk: uuid.UUID) -> None:
    with clock.at(TUESDAY - timedelta(days=1)), acting(here.client()) as actor:
        cancel(actor=actor, appointment_id=talk)
    with pytest.raises(Denied):
        note(here, talk)


def test_a_missed_talk_is_asked_after_no_more_and_is_again_once_taken_back(here: CaseWorld, talk: uuid.UUID) -> None:
    def asked() -> list[uuid.UUID]:
        with clock.at(LATER), acting(here.worker) as actor:
            return [each.id for each in planned(actor, TUESDAY - timedelta(days=1))]

    assert asked() == [talk]
    note(here, talk)
    assert asked() == []
    for _twice in range(2):
        with clock.at(LATER), acting(here.worker) as actor:
            take_back_missed(actor=actor, now=LATER, case_id=here.case_id, appointment_id=talk)
    assert asked() == [talk]
    assert tries(here, talk) == []
    assert Missed.objects.using("owner").get().taken_back_at == LATER


def test_a_case_tells_of_a_missed_talk_however_long_ago_and_a_client_reads_none(
    here: CaseWorld, talk: uuid.UUID
) -> None:
    note(here, talk)
    year = TUESDAY + timedelta(days=400)
    with clock.at(year), acting(here.worker) as actor:
        assert [each.id for each in planned(actor, year, here.case_id)] == [talk]
        assert planned(actor, year) == ()
    with clock.at(LATER), acting(here.client()) as client:
        assert get_planned(client, talk).tries == ()
        assert planned(client, LATER, here.case_id) == ()


# The database itself

INSERT = (
    'INSERT INTO cases_missed (id, area_id, case_id, appointment_id, client_id, "on", tried, reached, said,'
    " recorded_by, recorded_at) VALUES (gen_random_uuid(), %s, %s, %s, %s, '2026-03-12', %s, %s, %s, %s, now())"
)


def refused(actor: Actor, sql: str, *values: Any, now: datetime = LATER) -> bool:
    try:
        with clock.at(now), acting(actor), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return bool(cursor.rowcount == 0)
    except DatabaseError:
        return True


def test_raw_sql_shows_a_missed_talk_to_the_workers_of_the_case_alone(here: CaseWorld, talk: uuid.UUID) -> None:
    note(here, talk, reached=True, said="Ik was ziek.")
    elsewhere = World.in_area(here.world.area, "Buren").worker()
    for actor in (here.client(), here.world.worker(2), elsewhere, DOOR):
        with clock.at(LATER), acting(actor):
            assert raw.read_all("public.cases_missed") == []
    with clock.at(LATER), acting(here.worker):
        assert len(raw.read_all("public.cases_missed")) == 1


def test_raw_sql_notes_only_what_fits(here: CaseWorld, talk: uuid.UUID) -> None:
    area, me = here.world.area.id, here.worker.me
    with clock.at(TUESDAY - timedelta(days=30)):
        other = here.world.case(names=(("Ali", "Demir"),), worker=1)

    def row(**changed: Any) -> tuple[Any, ...]:
        values = {
            "area": area, "case": here.case_id, "talk": talk, "client": here.client_ids[0], "tried": ["phone"],
            "reached": False, "said": "", "by": me, **changed,
        }  # fmt: skip
        return tuple(values.values())

    assert not refused(here.worker, INSERT, *row())
    wrong: tuple[dict[str, Any], ...] = (
        {"case": other.case_id},
        {"client": other.client_ids[0]},
        {"talk": uuid.uuid4()},
        {"by": here.world.workers[1].id},
        {"tried": []},
        {"said": "Ik was ziek."},
    )
    for changed in wrong:
        assert refused(here.worker, INSERT, *row(**changed)), changed
    assert refused(here.worker, INSERT, *row(), now=TUESDAY - timedelta(minutes=1))
    for actor in (here.client(), here.world.worker(2), DOOR):
        assert refused(actor, INSERT, *row(by=actor.id)), actor.kind


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cases_missed SET said = 'x', reached = true",
        "UPDATE cases_missed SET tried = '{visit}'",
        "UPDATE cases_missed SET recorded_by = gen_random_uuid()",
        "DELETE FROM cases_missed",
    ],
)
def test_what_was_noted_is_never_changed_by_raw_sql(here: CaseWorld, talk: uuid.UUID, sql: str) -> None:
    note(here, talk)
    assert refused(here.worker, sql)
    for actor in (here.client(), here.world.worker(2)):
        assert refused(actor, "UPDATE cases_missed SET taken_back_at = now()")


def test_history_keeps_what_was_taken_back(here: CaseWorld, talk: uuid.UUID) -> None:
    note(here, talk)
    with clock.at(LATER), acting(here.worker) as actor:
        take_back_missed(actor=actor, now=LATER, case_id=here.case_id, appointment_id=talk)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT action FROM history.event WHERE table_name = 'cases_missed' ORDER BY id")
        assert [action for (action,) in cursor.fetchall()] == ["INSERT", "UPDATE"]
