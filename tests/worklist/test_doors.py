"""Each page of a worker opens for the workers of that case alone, and every form needs its token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.alliance.operations import let_work_along
from alliantie.alliance.queries import second_pairs
from alliantie.cases import operations as cases
from alliantie.cases.models import Appointment, Duty
from alliantie.cases.models.request import Right, Sort
from alliantie.cases.operations.incidents import record_incident
from alliantie.cases.operations.requests import About, ask_for
from alliantie.cases.queries import get_case, involved, practice_of
from alliantie.worklist.urls import urlpatterns
from tests.cases.letter_ways import begin
from tests.cases.section_ways import give_in
from tests.cases.sharing_ways import share_in
from tests.worklist import work
from tests.worklist.browse import as_client, as_worker, by_code, sign_in
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

# Of each address: whether a stand-in may use it, and whether it only takes forms.
OPEN = {
    "case": (True, False),
    "case-timeline": (True, False),
    "case-rules": (True, False),
    "case-practice": (True, False),
    "case-talk": (True, False),
    "case-plan": (True, False),
    "case-appointment": (True, False),
    "case-appointment-cancel": (True, True),
    "case-appointment-put-away": (True, True),
    "case-appointment-held": (True, False),
    "case-appointment-missed": (True, False),
    "case-appointment-came": (True, True),
    "case-happening": (True, False),
    "case-happened": (True, False),
    "case-decisions": (True, False),
    "case-decision": (True, False),
    "case-otherwise": (True, False),
    "case-incident-kinds": (True, False),
    "case-incident-new": (True, False),
    "case-incident": (True, False),
    "case-incident-heard": (True, False),
    "case-incident-again": (True, False),
    "case-incident-cause": (True, False),
    "case-incident-put-away": (True, True),
    "case-incident-withdraw": (True, True),
    "case-end": (False, False),
    "case-reopen": (False, True),
    "case-take-back": (True, True),
    "case-put-back": (True, True),
    "case-frame": (True, False),
    "case-measure": (False, False),
    "case-hand-over": (False, False),
    "case-along": (False, False),
    "case-along-end": (False, False),
    "case-cover": (False, False),
    "case-cover-end": (False, True),
    "case-letters": (True, False),
    "case-letter-new": (True, False),
    "case-letter": (True, False),
    "case-letter-draft": (True, True),
    "case-letter-pdf": (True, False),
    "case-letter-sent": (True, True),
    "case-letter-not-sent": (True, True),
    "case-letter-again": (True, True),
    "case-letter-erase": (True, True),
    "case-requests": (True, False),
    "case-request": (True, False),
    "case-sharing": (True, False),
    "case-sharing-new": (True, False),
    "case-sharing-refuse": (True, False),
    "case-sharing-keep": (True, True),
    "case-sharing-stop": (True, True),
    "case-sections": (True, False),
    "case-sections-new": (False, False),
    "case-sections-end": (True, True),
}
TEMPLATE = "intake-invitation"
# What an address names beside the case, where it is not the number of a row.
NAMED = {
    "case-letter-new": {"template_id": TEMPLATE},
    "case-happened": {"kind": "registered"},
    "case-incident-new": {"kind": "new-debt"},
    "case-decision": {"decision_id": "send-offer"},
}
# About a talk that has begun.
BEGUN = ("case-appointment-held", "case-appointment-missed")
WITHOUT_CASE = ("start-all", "search", "closed", "cases-export", "case-new", "calendar", "sections")
# Not about a case, and tried on their own.
ELSEWHERE = {
    "case-forms", "case-form-new", "case-form", "case-form-draft", "case-form-check", "case-form-again",
    "case-form-erase", "case-export", "case-own-data",
    "start", "calendar-revoke", "calendar-file", "case-condition-new", "case-condition", "case-undo",
    *work.ADDRESSES,
    "case-asked-withdraw", "team-asked", "case-network", "case-network-new", "case-network-person",
    "team", "team-worker", "team-move", "team-move-back", "team-weights", "team-closed", "waiting",
    "waiting-new", "waiting-one", "waiting-off", "waiting-again", "team-desk", "hand-over",
    "case-hand-over-withdraw", "case-question", "desk", "desk-open", "question-answered", "emergency",
    "case-representation", "case-representation-change", "case-numbers", "search-number",
    "section", "section-paper",
}  # fmt: skip


@dataclass
class House:
    """A case with a stand-in, and everyone who might come to its pages."""

    case: CaseWorld
    owner: Browser
    stand_in: Browser
    strangers: dict[str, Browser]
    rows: dict[str, UUID]
    """A row of this case for each name that an address can have."""
    begun_id: UUID


@pytest.fixture
def house() -> House:
    world = World.make(workers=("Peter", "Samira", "Kees", "Lies"))
    case = world.case("nl-debt-zeist")
    with acting(case.worker) as actor:
        cases.cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=world.workers[1].id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=3),
        )
        along(actor, case, world.workers[3].id)
        cases.record_fact(
            actor=actor,
            now=clock.now(),
            area_id=world.area.id,
            case_id=case.case_id,
            kind="registered",
            on=clock.today(),
            client_id=case.client_ids[0],
            values={"crisis": False},
        )
        here = get_case(actor, case.case_id)
        incident_id = record_incident(
            actor=actor,
            now=clock.now(),
            case=here,
            client_id=case.client_ids[0],
            kind="new-debt",
            on=clock.today(),
            values={"avoidable": "not-known"},
            text="",
            token=uuid4(),
        )
        grant_id = next(each.grant_id for each in involved(actor, case.case_id) if each.right == "cover")
    neighbour = World.in_area(world.area, "Buren")
    elsewhere = World.make("Elders")
    strangers = {
        "colleague": sign_in(world.workers[2]),
        "other organisation": sign_in(neighbour.workers[0]),
        "other area": sign_in(elsewhere.workers[0]),
        "client": as_client(case),
        "code": by_code(case, case.round()),
    }
    planned = plan_talk(case, clock.now() + timedelta(days=2))
    begun = plan_talk(case, clock.now() + timedelta(days=1))
    Appointment.objects.using("owner").filter(id=begun).update(starts_at=clock.now() - timedelta(days=1))
    rows = {
        "grant_id": grant_id,
        "appointment_id": planned,
        "duty_id": duty_of(case),
        "letter_id": begin(case, TEMPLATE),
        "incident_id": incident_id,
        "client_id": case.client_ids[0],
        "worker_id": world.workers[3].id,
        "request_id": request_of(case),
        "sharing_id": share_in(case),
        # The colleague who reads a part of it finds none of its pages either.
        "given_id": give_in(case, world.workers[2], "money"),
    }
    return House(case, as_worker(case), sign_in(world.workers[1]), strangers, rows, begun)


def duty_of(case: CaseWorld) -> UUID:
    found: UUID = Duty.objects.using("owner").filter(case_id=case.case_id).values_list("id", flat=True)[0]
    return found


def request_of(case: CaseWorld) -> UUID:
    token = uuid4()
    with acting(case.client()) as client:
        ask_for(
            actor=client,
            now=clock.now(),
            case=get_case(client, case.case_id),
            right=Right.OBJECT,
            about=About(Sort.OTHER, None, "Het aanbod"),
            text="Ik ben het er niet mee eens.",
            wanted="",
            token=token,
        )
    return token


def along(actor: Actor, case: CaseWorld, worker_id: UUID) -> None:
    here = get_case(actor, case.case_id)
    practice = practice_of(here)
    kind, _role = second_pairs(practice)[0]
    let_work_along(actor=actor, case=here, practice=practice, worker_id=worker_id, pair_kind=kind)


def names_in(name: str) -> list[str]:
    """What an address names beside the case, as the number of a row."""
    pattern = next(each.pattern for each in urlpatterns if each.name == name)
    return [each for each in pattern.converters if each != "case_id" and name not in NAMED]


def address(name: str, house: House, case_id: UUID | None = None) -> str:
    """The address of a page about this house, or about its rows under another case."""
    rows = {each: house.rows[each] for each in names_in(name)}
    if name in BEGUN:
        rows["appointment_id"] = house.begun_id
    return reverse(name, kwargs={"case_id": case_id or house.case.case_id, **NAMED.get(name, {}), **rows})


def test_every_address_is_tried_here() -> None:
    # Those about money are tried in test_money_doors.
    names = {pattern.name for pattern in urlpatterns if not (pattern.name or "").startswith("case-money")}
    assert names == {*OPEN, *WITHOUT_CASE, *ELSEWHERE}


def test_strangers_find_nothing_on_the_pages_of_a_case(house: House) -> None:
    for name in OPEN:
        there = address(name, house)
        for who, browser in house.strangers.items():
            # A page that takes one of the two says so to everyone, and finds nothing by the other.
            found = {browser.get(there).status_code, browser.post(there).status_code}
            assert found in ({404}, {404, 405}), (name, who)


def test_nobody_at_the_door_is_asked_to_sign_in(house: House) -> None:
    for name in OPEN:
        answer = Browser().get(address(name, house))
        assert answer.status_code in (302, 405), name
        if answer.status_code == 302:
            assert answer["Location"].startswith(reverse("account_login")), name
    for name in WITHOUT_CASE:
        assert Browser().get(reverse(name))["Location"].startswith(reverse("account_login"))


def test_a_stand_in_sees_the_case_and_changes_neither_frame_nor_worker(house: House) -> None:
    for name, (covered, form_only) in OPEN.items():
        there = address(name, house)
        if form_only:
            assert house.stand_in.get(there).status_code == 405, name
        else:
            assert house.stand_in.get(there).status_code == (200 if covered else 404), name
            assert house.owner.get(there).status_code == 200, name
        if not covered:
            assert house.stand_in.post(there).status_code == 404, name


def test_clients_have_no_list_of_cases(house: House) -> None:
    for name in WITHOUT_CASE:
        for who in ("client", "code"):
            assert house.strangers[who].get(reverse(name)).status_code == 404, (name, who)


def test_no_form_works_without_its_token(house: House) -> None:
    worker = sign_in(house.case.world.workers[0], csrf=True)
    for name in OPEN:
        there = address(name, house)
        assert worker.post(there).status_code == 403, name
    assert worker.post(reverse("case-new")).status_code == 403


def test_a_case_that_is_not_there_is_not_found(house: House) -> None:
    for name in OPEN:
        rows = {each: uuid4() for each in names_in(name)}
        for case_id in (uuid4(), house.case.case_id) if rows else (uuid4(),):
            there = reverse(name, kwargs={"case_id": case_id, **NAMED.get(name, {}), **rows})
            # Cover that is not there has ended already.
            gone = name == "case-cover-end" and case_id == house.case.case_id
            assert house.owner.post(there).status_code in ((302,) if gone else (404, 405)), name
            assert house.owner.get(there).status_code in (404, 405), name


def test_a_row_of_another_case_is_not_found(house: House) -> None:
    other = house.case.world.case("nl-debt-zeist", names=(("Ali", "Demir"),))
    before = counts(house.case)
    for name in OPEN:
        if not names_in(name):
            continue
        there = address(name, house, other.case_id)
        assert house.owner.get(there).status_code in (404, 405), name
        # Ending what is not there is ended already; nothing of the other case changes.
        answer = house.owner.post(there, {"on": clock.today().isoformat()})
        assert answer.status_code in ((302,) if name in ("case-cover-end", "case-along-end") else (404, 405)), name
    assert counts(house.case) == before
    again = f"{reverse('case-plan', kwargs={'case_id': other.case_id})}?again={house.rows['appointment_id']}"
    assert house.owner.get(again).status_code == 404
    assert house.stand_in.get(reverse("case", kwargs={"case_id": house.case.case_id})).status_code == 200


def counts(case: CaseWorld) -> list[tuple[Any, ...]]:
    """How often each table of cases was changed."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, count(*) FROM history.event WHERE coalesce(after, before) ->> 'case_id' = %s"
            " GROUP BY table_name ORDER BY table_name",
            [str(case.case_id)],
        )
        return cursor.fetchall()
