"""The pages about agreements, the plan and talks open for the workers of that case alone, and need their token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases import operations as cases
from tests.worklist.browse import as_client, as_worker, by_code, sign_in
from tests.worklist.work import ADDRESSES, OF_DRAFT, OF_EVALUATION, at, look_back, plan_in
from tests.worlds import CaseWorld, World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@dataclass
class House:
    """A case with an agreement, a plan and a draft, and everyone who might come to its pages."""

    case: CaseWorld
    inside: tuple[Browser, Browser]
    strangers: dict[str, Browser]
    agreement_id: UUID
    plan_id: UUID
    draft_id: UUID
    evaluation_id: UUID

    def address(self, name: str, case: CaseWorld | None = None) -> str:
        """An address about what is in this case, asked in this case or in another."""
        more = {}
        if name == "case-agreement":
            more = {"agreement_id": self.agreement_id}
        elif name.startswith("case-goals-") and name != "case-goals-start":
            more = {"plan_id": self.draft_id if name in OF_DRAFT else self.plan_id}
            if name in OF_EVALUATION:
                more["evaluation_id"] = self.evaluation_id
        return at(name, case or self.case, **more)


@pytest.fixture
def house() -> House:
    world = World.make(workers=("Peter", "Samira", "Kees"))
    case = world.case()
    with acting(case.worker) as actor:
        cases.cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=world.workers[1].id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=3),
        )
    strangers = {
        "colleague": sign_in(world.workers[2]),
        "other organisation": sign_in(World.in_area(world.area, "Buren").workers[0]),
        "other area": sign_in(World.make("Elders").workers[0]),
        "client": as_client(case),
        "code": by_code(case, case.round()),
    }
    inside = (as_worker(case), sign_in(world.workers[1]))
    agreement, plan = agree_in(case, "Noor belt."), plan_in(case)
    return House(case, inside, strangers, agreement, plan, plan_in(case, draft=True), look_back(case, plan))


def test_whoever_works_in_the_case_or_stands_in_reads_each_page(house: House) -> None:
    for name, form_only in ADDRESSES.items():
        for browser in house.inside:
            assert browser.get(house.address(name)).status_code == (405 if form_only else 200), name


def test_strangers_find_nothing(house: House) -> None:
    for name in ADDRESSES:
        for who, browser in house.strangers.items():
            assert browser.get(house.address(name)).status_code in (404, 405), (name, who)
            assert browser.post(house.address(name)).status_code in (404, 405), (name, who)


def test_nobody_at_the_door_is_let_in(house: House) -> None:
    for name, form_only in ADDRESSES.items():
        answer = Browser().get(house.address(name))
        assert form_only or answer["Location"].startswith(reverse("account_login")), name


def test_what_is_of_one_case_is_not_found_in_another(house: House) -> None:
    other = house.case.world.case(names=(("Ali", "Demir"),))
    for name in ADDRESSES:
        there = house.address(name, other)
        if str(house.agreement_id) in there or str(house.plan_id) in there or str(house.draft_id) in there:
            assert house.inside[0].get(there).status_code in (404, 405), name
            # Who presses "Gooi weg" twice finds it gone, and so does who asks for one of another case.
            gone = name == "case-goals-throw-away"
            assert house.inside[0].post(there).status_code == (302 if gone else 404), name
    assert house.inside[0].get(at("case-goals-plan", house.case, plan_id=house.draft_id)).status_code == 200


def test_no_form_works_without_its_token(house: House) -> None:
    worker = sign_in(house.case.world.workers[0], csrf=True)
    for name in ADDRESSES:
        if name != "case-prepare":
            assert worker.post(house.address(name)).status_code == 403, name


def test_a_case_that_is_not_there_is_not_found(house: House) -> None:
    for name in ADDRESSES:
        there = house.address(name).replace(str(house.case.case_id), str(uuid4()))
        assert house.inside[0].post(there).status_code in (404, 405), name
        assert house.inside[0].get(there).status_code in (404, 405), name
