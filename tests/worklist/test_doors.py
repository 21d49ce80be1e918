"""Each page of a worker opens for the workers of that case alone, and every form needs its token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.alliance.operations import let_work_along
from alliantie.alliance.queries import second_pairs
from alliantie.cases import operations as cases
from alliantie.cases.models import Appointment, Duty
from alliantie.cases.queries import get_case, involved, practice_of
from alliantie.worklist.urls import urlpatterns
from tests.cases.letter_ways import begin
from tests.worklist.browse import as_client, as_worker, by_code, sign_in
from tests.worlds import CaseWorld, World, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

# Of each address: whether a stand-in may use it, and whether it only takes forms.
OPEN = {
    "case": (True, False),
    "case-timeline": (True, False),
    "case-rules": (True, False),
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
    "case-letter-again": (True, True),
    "case-letter-erase": (True, True),
}
# About one letter.
LETTERS = {name for name in OPEN if name.startswith("case-letter")} - {"case-letters", "case-letter-new"}
TEMPLATE = "intake-invitation"
# About a talk that has begun.
BEGUN = ("case-appointment-held", "case-appointment-missed")
WITHOUT_CASE = ("search", "cases-export", "case-new", "calendar")
# Not about a case, and tried on their own.
ELSEWHERE = {"start", "calendar-revoke", "calendar-file"}


@dataclass
class House:
    """A case with a stand-in, and everyone who might come to its pages."""

    case: CaseWorld
    owner: Browser
    stand_in: Browser
    strangers: dict[str, Browser]
    grant_id: UUID
    appointment_id: UUID
    duty_id: UUID
    begun_id: UUID
    letter_id: UUID


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
    owner, stand_in, letter = as_worker(case), sign_in(world.workers[1]), begin(case, TEMPLATE)
    return House(case, owner, stand_in, strangers, grant_id, planned, duty_of(case), begun, letter)


def duty_of(case: CaseWorld) -> UUID:
    found: UUID = Duty.objects.using("owner").filter(case_id=case.case_id).values_list("id", flat=True)[0]
    return found


def along(actor: Actor, case: CaseWorld, worker_id: UUID) -> None:
    here = get_case(actor, case.case_id)
    practice = practice_of(here)
    kind, _role = second_pairs(practice)[0]
    let_work_along(actor=actor, case=here, practice=practice, worker_id=worker_id, pair_kind=kind)


def numbers(
    name: str, client_id: UUID, grant_id: UUID, appointment_id: UUID, worker_id: UUID, duty_id: UUID
) -> Mapping[str, UUID | str]:
    """What an address needs beside the case."""
    if name.startswith("case-appointment"):
        return {"appointment_id": appointment_id}
    more: dict[str, dict[str, UUID | str]] = {
        "case-letter-new": {"template_id": TEMPLATE},
        "case-happened": {"kind": "registered"},
        "case-decision": {"decision_id": "send-offer"},
        "case-otherwise": {"duty_id": duty_id},
        "case-frame": {"client_id": client_id},
        "case-cover-end": {"grant_id": grant_id},
        "case-along-end": {"worker_id": worker_id},
    }
    return more.get(name, {})


def address(name: str, house: House) -> str:
    colleague = house.case.world.workers[3].id
    talk = house.begun_id if name in BEGUN else house.appointment_id
    more = numbers(name, house.case.client_ids[0], house.grant_id, talk, colleague, house.duty_id)
    more = {"letter_id": house.letter_id} if name in LETTERS else more
    return reverse(name, kwargs={"case_id": house.case.case_id, **more})


def test_every_address_is_tried_here() -> None:
    assert {pattern.name for pattern in urlpatterns} == {*OPEN, *WITHOUT_CASE, *ELSEWHERE}


def test_strangers_find_nothing_on_the_pages_of_a_case(house: House) -> None:
    for name in OPEN:
        there = address(name, house)
        for who, browser in house.strangers.items():
            assert browser.get(there).status_code in (404, 405), (name, who)
            assert browser.post(there).status_code in (404, 405), (name, who)


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
        more = {"letter_id": uuid4()} if name in LETTERS else numbers(name, *(uuid4() for _number in range(5)))
        there = reverse(name, kwargs={"case_id": uuid4(), **more})
        assert house.owner.post(there).status_code in (404, 405), name
        assert house.owner.get(there).status_code in (404, 405), name


def test_a_person_a_talk_or_a_stand_in_of_another_case_is_not_found(house: House) -> None:
    other = house.case.world.case(names=(("Ali", "Demir"),))
    for name in OPEN:
        if name.startswith("case-appointment"):
            there = reverse(name, kwargs={"case_id": other.case_id, "appointment_id": house.appointment_id})
            assert house.owner.post(there).status_code in (404, 405), name
            assert house.owner.get(there).status_code in (404, 405), name
        if name in LETTERS:
            there = reverse(name, kwargs={"case_id": other.case_id, "letter_id": house.letter_id})
            assert house.owner.post(there).status_code in (404, 405), name
            assert house.owner.get(there).status_code in (404, 405), name
    again = f"{reverse('case-plan', kwargs={'case_id': other.case_id})}?again={house.appointment_id}"
    assert house.owner.get(again).status_code == 404
    frame = reverse("case-frame", kwargs={"case_id": house.case.case_id, "client_id": other.client_ids[0]})
    assert house.owner.get(frame).status_code == 404
    assert house.owner.post(frame, {"on": clock.today().isoformat()}).status_code == 404
    late = reverse("case-otherwise", kwargs={"case_id": other.case_id, "duty_id": house.duty_id})
    assert house.owner.get(late).status_code == 404
    end = reverse("case-cover-end", kwargs={"case_id": other.case_id, "grant_id": house.grant_id})
    house.owner.post(end)
    assert house.stand_in.get(reverse("case", kwargs={"case_id": house.case.case_id})).status_code == 200
