"""Forms: kept without writing over another, sent once with what they record, and never changed after that."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Fact, FilledForm
from alliantie.cases.operations import cover
from tests.cases.form_ways import REGULAR, begin, keep, seen, send, sent
from tests.support import raw
from tests.support.at_once import at_once
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def zeist() -> CaseWorld:
    return World.make(workers=("Peter", "Samira")).case("nl-debt-zeist")


def covered(case: CaseWorld) -> Actor:
    """A colleague who stands in."""
    with acting(case.worker) as actor:
        cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=case.world.workers[1].id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=3),
        )
    return case.world.worker(1)


def registered(case: CaseWorld) -> list[tuple[dict[str, object], date]]:
    """What stands of registrations: without those that were taken back."""
    facts = Fact.objects.using("owner").filter(case_id=case.case_id, kind="registered")
    gone = set(facts.filter(void=True).values_list("corrects_id", flat=True))
    return [(fact.values, fact.on) for fact in facts.filter(void=False).order_by("recorded_at") if fact.id not in gone]


# Filling in


def test_answers_that_are_not_asked_any_more_are_not_kept(zeist: CaseWorld) -> None:
    made = begin(zeist)
    kept = keep(zeist, made, crisis=True, threat="eviction", acted=True, action="gebeld", adult=True)
    told = {"crisis": True, "threat": "eviction", "acted": True, "action": "gebeld", "adult": True}
    assert seen(zeist, made).answers == told
    keep(zeist, made, kept, crisis=False, threat="eviction", action="gebeld", adult=True)
    assert seen(zeist, made).answers == {"crisis": False, "adult": True}


def test_a_form_begun_by_two_at_once_is_one_draft(zeist: CaseWorld) -> None:
    one, other = at_once(partial(begin, zeist), partial(begin, zeist))
    assert one == other
    assert FilledForm.objects.using("owner").count() == 1


def test_nobody_writes_over_what_another_filled_in(zeist: CaseWorld) -> None:
    stand_in = covered(zeist)
    made = begin(zeist)
    keep(zeist, made, by=stand_in, **REGULAR)
    with pytest.raises(Meanwhile):
        keep(zeist, made, crisis=True)
    assert seen(zeist, made).answers == REGULAR


def test_of_two_who_keep_at_once_one_is_told(zeist: CaseWorld) -> None:
    stand_in, made = covered(zeist), begin(zeist)
    told = at_once(partial(keep, zeist, made, crisis=True), partial(keep, zeist, made, by=stand_in, crisis=False))
    assert sorted(str(type(each).__name__) for each in told) == ["Meanwhile", "int"]
    assert seen(zeist, made).answers == {"crisis": told[0] == 2}


def test_a_first_version_begins_with_what_the_latest_fact_said(zeist: CaseWorld) -> None:
    sent(zeist)
    FilledForm.objects.using("owner").all().delete()
    assert seen(zeist, begin(zeist)).answers == {"crisis": False}


# Sending


def test_sending_records_the_fact_once_with_what_was_answered(zeist: CaseWorld) -> None:
    made = sent(zeist)
    send(zeist, made, 2)
    assert registered(zeist) == [({"crisis": False, "route": "regular"}, clock.today())]
    found = seen(zeist, made)
    assert (found.is_draft, found.outcome, found.chosen, found.reason) == (False, "regular", "regular", "")


def test_two_who_send_at_once_send_once(zeist: CaseWorld) -> None:
    made = begin(zeist)
    kept = keep(zeist, made)
    told = at_once(partial(send, zeist, made, kept), partial(send, zeist, made, kept))
    assert all(each is None or isinstance(each, NotNow) for each in told)
    assert len(registered(zeist)) == 1


def test_a_form_is_sent_as_it_was_seen(zeist: CaseWorld) -> None:
    made = begin(zeist)
    kept = keep(zeist, made)
    keep(zeist, made, kept, **{**REGULAR, "crisis": True, "threat": "energy"})
    with pytest.raises(NotNow):
        send(zeist, made, kept, "crisis")
    assert registered(zeist) == []


def test_another_choice_than_the_table_needs_a_reason(zeist: CaseWorld) -> None:
    made = begin(zeist)
    kept = keep(zeist, made)
    for reason in ("", "  "):
        with pytest.raises(Denied, match="waarom u anders kiest"):
            send(zeist, made, kept, "counsellor", reason)
    send(zeist, made, kept, "counsellor", "Er is meer aan de hand.")
    found = seen(zeist, made)
    assert (found.outcome, found.chosen, found.reason) == ("regular", "counsellor", "Er is meer aan de hand.")


def test_a_question_that_needs_an_answer_comes_first(zeist: CaseWorld) -> None:
    made = begin(zeist)
    kept = keep(zeist, made, crisis=False)
    with pytest.raises(NotNow, match="vraag zonder antwoord"):
        send(zeist, made, kept)


def test_a_form_cannot_be_about_a_day_to_come_or_choose_what_the_table_does_not_have(zeist: CaseWorld) -> None:
    made = begin(zeist)
    kept = keep(zeist, made)
    with pytest.raises(Denied, match="nog niet geweest"):
        send(zeist, made, kept, on=clock.today() + timedelta(days=1))
    with pytest.raises(Denied, match="Kies een uitkomst"):
        send(zeist, made, kept, "nothing")


def test_what_was_sent_does_not_change_and_a_change_is_a_new_version(zeist: CaseWorld) -> None:
    made = sent(zeist)
    with pytest.raises(NotNow):
        keep(zeist, made, 2, crisis=True)
    again = begin(zeist)
    found = seen(zeist, again)
    assert (again != made, found.number, found.answers) == (True, 2, REGULAR)
    assert seen(zeist, made).number == 1


def test_a_version_about_the_same_day_takes_the_place_of_what_was_recorded(zeist: CaseWorld) -> None:
    sent(zeist)
    again = begin(zeist)
    kept = keep(zeist, again, **{**REGULAR, "crisis": True, "threat": "energy", "acted": True})
    send(zeist, again, kept, "crisis")
    said = {"crisis": True, "route": "crisis", "threat": "energy", "acted": True}
    assert [values for values, _on in registered(zeist)] == [said]


def test_a_version_about_another_day_is_recorded_beside_the_first(zeist: CaseWorld) -> None:
    made = begin(zeist)
    send(zeist, made, keep(zeist, made), on=clock.today() - timedelta(days=3))
    sent(zeist)
    assert [on for _values, on in registered(zeist)] == [clock.today() - timedelta(days=3), clock.today()]


def test_a_form_without_a_table_records_what_the_worker_chose() -> None:
    case = World.make().case()
    made = begin(case, "level-judgement")
    told: dict[str, Any] = {"seriousness": "x", "reoffending": "x", "harm": "x", "reason": "x", "level": "2"}
    kept = keep(case, made, **told)
    with pytest.raises(Denied, match="niets te kiezen"):
        send(case, made, kept, "2")
    send(case, made, kept, "")
    fact = Fact.objects.using("owner").get(kind="level-set")
    assert (fact.values, fact.client_id) == ({"level": "2"}, case.client_ids[0])


# Raw SQL


def rewritten(case: CaseWorld, sql: str, *values: Any) -> int | str:
    """How many rows a worker changes by raw SQL, or the kind of refusal."""
    with acting(case.worker):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.rowcount
        except DatabaseError as error:
            return type(error.__cause__).__name__


def test_what_a_counsellor_thinks_after_the_intake_is_recorded_for_workers_alone(zeist: CaseWorld) -> None:
    made = begin(zeist, "reflection-list")
    kept = keep(zeist, made, talk="Open.", able=False, people_around="needed")
    send(zeist, made, kept, "volunteer")
    (fact,) = Fact.objects.using("owner").filter(kind="reflection-filled")
    assert (fact.client_id, fact.values) == (None, {"offer": "volunteer"})
    with acting(zeist.client()) as client:
        assert not Fact.objects.visible_to(client).filter(kind="reflection-filled").exists()


def test_by_raw_sql_too_a_sent_form_never_changes(zeist: CaseWorld) -> None:
    made = sent(zeist)
    assert rewritten(zeist, "UPDATE cases_form SET answers = '{}' WHERE id = %s", made) == 0
    assert rewritten(zeist, "DELETE FROM cases_form WHERE id = %s", made) == 0
    draft = begin(zeist)
    for change in ("state = 'sent'", "chosen = 'crisis'", "number = 9", "sent_at = now()"):
        told = rewritten(zeist, f"UPDATE cases_form SET {change} WHERE id = %s", draft)  # noqa: S608
        assert told == "InsufficientPrivilege", change


def test_by_raw_sql_too_a_choice_that_differs_needs_a_reason(zeist: CaseWorld) -> None:
    draft = begin(zeist)
    send_sql = "SELECT access.send_form(%s, 1, access.day(), 'regular', 'crisis', %s, NULL)"
    assert rewritten(zeist, send_sql, draft, " ") == "DatabaseError"
    assert seen(zeist, draft).is_draft


def test_by_raw_sql_others_see_no_form_and_send_none(zeist: CaseWorld) -> None:
    draft = begin(zeist)
    other = World.in_area(zeist.world.area, "Buren").case("nl-debt-zeist")
    for actor in (other.worker, zeist.client()):
        with acting(actor):
            assert raw.read_all("cases_form") == []
    told = rewritten(other, "SELECT access.send_form(%s, 1, access.day(), '', '', '', NULL)", draft)
    assert told == "DatabaseError"
    columns = "id, area_id, case_id, client_id, form_id, number, answers, kept, state, outcome, chosen, reason,"
    insert = (
        f"INSERT INTO cases_form ({columns} author_id, changed_at)"  # noqa: S608
        " VALUES (%s, %s, %s, %s, 'x', 1, '{}', 1, 'draft', '', '', '', %s, now())"
    )
    values = (uuid.uuid4(), zeist.world.area.id, zeist.case_id, zeist.client_ids[0], other.worker.me)
    assert rewritten(other, insert, *values) == "InsufficientPrivilege"
