"""Who may act for a client: recorded with a document, over by itself at a birthday or an end, read by the client."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Representation, Representative
from alliantie.cases.operations.representing import Recorded, end_representation, represent, undo_representation
from alliantie.cases.queries.representing import representations
from alliantie.cases.representing import GROUNDS, Reach, birthday, ground_of, reach
from alliantie.people.models import Client
from tests.worklist.browse import as_client, as_worker, sign_in, words
from tests.worlds import CaseWorld, World

ASKED = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
CHILD = date(2012, 3, 10)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2024, 3, 9), Reach(True, True, False)),
        (date(2024, 3, 10), Reach(True, True, True)),
        (date(2028, 3, 9), Reach(True, True, True)),
        (date(2028, 3, 10), Reach(False, True, False)),
        (date(2030, 3, 9), Reach(False, True, False)),
        (date(2030, 3, 10), Reach(False, False, False)),
    ],
)
def test_a_parent_acts_together_from_12_not_in_care_from_16_and_not_at_all_from_18(
    today: date, expected: Reach
) -> None:
    for ground in ("parent", "guardian"):
        assert reach(ground_of(ground), CHILD, date(2020, 1, 1), None, today) == expected


def test_a_curator_acts_in_all_an_administrator_in_money_a_mentor_in_care_until_the_end_and_not_on_it() -> None:
    born, first, last = date(1980, 1, 1), date(2025, 1, 1), date(2026, 1, 1)
    expected = {"curator": (True, True), "administrator": (False, True), "mentor": (True, False)}
    for name, (care, money) in expected.items():
        for today, runs in ((first - timedelta(days=1), False), (first, True), (last - timedelta(days=1), True)):
            assert reach(ground_of(name), born, first, last, today) == Reach(care and runs, money and runs, False)
        assert not reach(ground_of(name), born, first, last, last).runs


def test_each_ground_names_its_law_and_that_nobody_checked_it() -> None:
    for ground in GROUNDS:
        assert ground.source.kind == "statute"
        assert ground.source.checked is None
        assert "Nog niet getoetst aan de huidige wet" in ground.source.standing("nl")


def test_who_was_born_on_29_february_becomes_older_on_the_28th_where_there_is_no_29th() -> None:
    assert birthday(date(2012, 2, 29), 16) == date(2028, 2, 29)
    assert birthday(date(2012, 2, 29), 18) == date(2030, 2, 28)


def family() -> CaseWorld:
    case = World.make().case(
        "nl-save-protection", names=(("Noor", "Yilmaz"), ("Ali", "Yilmaz")), roles=("young_person", "parent")
    )
    Client.objects.using("owner").filter(id=case.client_ids[0]).update(born_on=CHILD)
    return case


def record(case: CaseWorld, actor: Actor | None = None, **more: Any) -> UUID:
    token, actor = more.pop("token", None) or uuid4(), actor or case.worker
    said: dict[str, Any] = {
        "client_id": case.client_ids[0],
        "ground": "parent",
        "given_name": "Fatma",
        "family_name": "Yilmaz",
        "works_at": "",
        "phone": "",
        "document": "Gezagsregister",
        "document_on": date(2020, 1, 1),
        "starts_on": date(2020, 1, 1),
        "ends_on": None,
        **more,
    }
    with acting(actor):
        represent(actor=actor, case_id=case.case_id, told=Recorded(**said), token=token)
    return token


@ASKED
def test_the_database_reckons_the_same_days_as_the_rules() -> None:
    case = family()
    for ground in GROUNDS:
        row = Representation.objects.using("owner").get(id=record(case, ground=ground.id))
        assert (row.care, row.money) == (ground.care, ground.money)
        minor = (birthday(CHILD, 16), birthday(CHILD, 18)) if ground.minor else (None, None)
        assert (row.care_ends_on, row.money_ends_on) == minor
    # Of 16 years, the young person alone decides on care.
    with clock.at(datetime(2029, 1, 1, 9, tzinfo=clock.HOME)):
        row = Representation.objects.using("owner").get(id=record(case, starts_on=date(2029, 1, 1)))
    assert (row.care, row.money) == (False, True)


@ASKED
def test_it_needs_a_document_a_ground_that_can_be_and_a_case_of_ones_own() -> None:
    case = family()
    for wrong in ({"document": " "}, {"ground": "friend"}, {"starts_on": date(2030, 3, 10)}, {"given_name": ""}):
        with pytest.raises(NotNow):
            record(case, **wrong)
    with pytest.raises(NotNow):
        record(case, ends_on=date(2020, 1, 1))
    other = case.world.case(names=(("Bo", "Ander"),), worker=1)
    for actor in (other.worker, case.client(), case.client(1)):
        with pytest.raises(Denied):
            record(case, actor)
    with pytest.raises(Denied):
        record(case, client_id=other.client_ids[0])
    assert not Representation.objects.using("owner").exists()


@ASKED
def test_the_same_sent_twice_is_recorded_once_and_one_person_is_known_again_by_name_and_number_alone() -> None:
    case = family()
    first = record(case)
    record(case, token=first)
    assert Representation.objects.using("owner").count() == 1
    # Without a number another of the same name is another person.
    record(case)
    assert Representative.objects.using("owner").count() == 2
    for _twice in range(2):
        record(case, ground="administrator", works_at="Bewindkantoor", phone="030 000 00 09")
    assert Representative.objects.using("owner").count() == 3


@ASKED
def test_it_is_read_by_its_client_and_the_workers_of_the_case_and_nobody_else_of_the_family() -> None:
    case = family()
    record(case)
    today = clock.today()
    for actor, count in ((case.worker, 1), (case.client(), 1), (case.client(1), 0), (case.world.worker(1), 0)):
        with acting(actor):
            assert len(representations(actor, [case.case_id], today)) == count
            assert Representative.objects.count() == count


@ASKED
def test_it_is_ended_runs_on_again_and_a_mistake_is_taken_back() -> None:
    case = family()
    made, today = record(case), clock.today()
    with acting(case.worker) as worker:
        end_representation(actor=worker, representation_id=made, ends_on=today)
        assert not representations(worker, [case.case_id], today)[0].reach.runs
        end_representation(actor=worker, representation_id=made, ends_on=None)
        assert representations(worker, [case.case_id], today)[0].reach.runs
        with pytest.raises(NotNow):
            end_representation(actor=worker, representation_id=made, ends_on=date(2019, 1, 1))
        undo_representation(actor=worker, representation_id=made)
        assert representations(worker, [case.case_id], today) == ()
        with pytest.raises(NotNow):
            end_representation(actor=worker, representation_id=made, ends_on=today)
        undo_representation(actor=worker, representation_id=made, undone=False)
        assert representations(worker, [case.case_id], today)[0].reach.runs
    with acting(case.client()) as client, pytest.raises(Denied):
        undo_representation(actor=client, representation_id=made)


@ASKED
def test_the_end_that_a_colleague_recorded_before_stands() -> None:
    case = family()
    made, ended = record(case), date(2026, 5, 6)
    for ends_on in (date(2026, 6, 1), ended, date(2026, 5, 9)):
        with acting(case.worker) as actor:
            end_representation(actor=actor, representation_id=made, ends_on=ends_on)
    assert Representation.objects.using("owner").get().ends_on == ended


@ASKED
def test_the_worker_records_it_on_a_page_and_the_client_reads_who_acts_and_why() -> None:
    case = family()
    address = reverse("case-representation", args=(case.case_id,))
    worker = as_worker(case)
    assert "Niemand handelt voor een van hen" in words(worker, address)
    sent = {
        "client": str(case.client_ids[0]), "ground": "parent", "given_name": "Fatma", "family_name": "Yilmaz",
        "document": "Gezagsregister", "document_on": "2020-01-01", "starts_on": "2020-01-01", "token": str(uuid4()),
    }  # fmt: skip
    assert worker.post(address, {**sent, "document": "", "ground": "x"}).status_code == 422
    assert worker.post(address, {**sent, "starts_on": "2031-01-01"}).status_code == 422
    assert worker.post(address, sent).status_code == 302
    assert "Fatma Yilmaz · Ouder met gezag · voor Noor Yilmaz" in words(worker, address)
    told = words(as_client(case), reverse("my-involved"))
    assert "Fatma Yilmaz" in told
    assert "Gezagsregister" in told
    change = reverse("case-representation-change", args=(case.case_id, Representation.objects.using("owner").get().id))
    stranger = sign_in(case.world.workers[1])
    assert stranger.get(address).status_code == 404
    assert stranger.post(change, {"do": "undo"}).status_code == 404
    assert worker.post(change, {"do": "x"}).status_code == 404
    assert worker.post(change, {"do": "end"}).status_code == 302
    assert "Fatma Yilmaz" not in words(as_client(case), reverse("my-involved"))
