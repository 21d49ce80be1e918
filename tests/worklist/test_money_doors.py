"""Each page about money opens for the workers of that case alone, and every form needs its token."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases import operations as cases
from alliantie.money.rules import Sort
from alliantie.worklist.urls import urlpatterns
from tests.money.ledger import claim, deadline, indebted, line, papers, seen
from tests.worklist.browse import as_client, as_worker, by_code, sign_in
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

# Of each address: what it is about, and whether it only takes forms.
OPEN: Mapping[str, tuple[str, bool]] = {
    "case-money": ("", False),
    "case-money-claims-file": ("", False),
    "case-money-take-back": ("", True),
    "case-money-put-back": ("", True),
    "case-money-letters": ("", False),
    "case-money-letters-undo": ("", True),
    "case-money-claim-new": ("", False),
    "case-money-claim": ("claim_id", False),
    "case-money-said": ("claim_id", False),
    "case-money-status": ("claim_id", False),
    "case-money-address": ("claim_id", False),
    "case-money-line-new": ("sort", False),
    "case-money-line": ("line_id", False),
    "case-money-figure": ("line_id", False),
    "case-money-line-end": ("line_id", False),
    "case-money-grant": ("line_id", False),
    "case-money-papers-new": ("", False),
    "case-money-paper-in": ("paper_id", True),
    "case-money-reminded": ("paper_id", True),
    "case-money-deadline-new": ("", False),
    "case-money-deadline-over": ("deadline_id", True),
}


# Pages that are only read.
READ = ("case-money", "case-money-claims-file", "case-money-claim", "case-money-line")


@pytest.fixture
def case() -> CaseWorld:
    return indebted()


@pytest.fixture
def ids(case: CaseWorld) -> dict[str, Any]:
    papers(case, "Huurcontract")
    return {
        "claim_id": claim(case),
        "line_id": line(case, sort=Sort.ALLOWANCE),
        "paper_id": seen(case).papers[0].id,
        "deadline_id": deadline(case, clock.today()),
        "sort": "income",
    }


def address(name: str, case_id: UUID, ids: Mapping[str, Any]) -> str:
    about, _form_only = OPEN[name]
    return reverse(name, kwargs={"case_id": case_id, **({about: ids[about]} if about else {})})


def test_every_address_about_money_is_tried_here() -> None:
    assert {each.name for each in urlpatterns if (each.name or "").startswith("case-money")} == set(OPEN)


def test_the_worker_and_a_stand_in_open_each_page_and_only_forms_are_sent_elsewhere(
    case: CaseWorld, ids: Mapping[str, Any]
) -> None:
    with acting(case.worker) as actor:
        cases.cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=case.world.workers[1].id,
            starts_at=clock.now(),
            ends_at=clock.now() + timedelta(days=3),
        )
    for browser in (as_worker(case), sign_in(case.world.workers[1])):
        for name, (_about, form_only) in OPEN.items():
            there = address(name, case.case_id, ids)
            assert browser.get(there).status_code == (405 if form_only else 200), name


def test_strangers_find_nothing(case: CaseWorld, ids: Mapping[str, Any]) -> None:
    strangers = {
        "colleague": sign_in(case.world.workers[1]),
        "other organisation": sign_in(World.in_area(case.world.area, "Buren").workers[0]),
        "other area": sign_in(World.make("Elders").workers[0]),
        "client": as_client(case),
        "code": by_code(case, case.round()),
    }
    for name in OPEN:
        there = address(name, case.case_id, ids)
        for who, browser in strangers.items():
            assert browser.get(there).status_code in (404, 405), (name, who)
            assert browser.post(there, {"token": str(uuid4())}).status_code in (404, 405), (name, who)


def test_nobody_at_the_door_sees_money(case: CaseWorld, ids: Mapping[str, Any]) -> None:
    for name in OPEN:
        answer = Browser().get(address(name, case.case_id, ids))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith(reverse("account_login")), name
    assert Browser().get(reverse("my-money"))["Location"].startswith(reverse("account_login"))


def test_no_form_works_without_its_token(case: CaseWorld, ids: Mapping[str, Any]) -> None:
    worker = sign_in(case.world.workers[0], csrf=True)
    for name in OPEN:
        if name not in READ:
            assert worker.post(address(name, case.case_id, ids)).status_code == 403, name


def test_nothing_of_another_case_or_with_a_made_up_number_is_found(case: CaseWorld, ids: Mapping[str, Any]) -> None:
    other = case.world.case("nl-debt-zeist", names=(("Ali", "Demir"),))
    worker = as_worker(case)
    made_up = dict.fromkeys(ids, uuid4())
    for name, (about, _form_only) in OPEN.items():
        if about == "sort":
            there = address(name, case.case_id, {"sort": "nothing"})
            assert worker.get(there).status_code == worker.post(there).status_code == 404
        elif about:
            for there in (address(name, other.case_id, ids), address(name, case.case_id, made_up)):
                assert worker.get(there).status_code in (404, 405), name
                assert worker.post(there, {"token": str(uuid4()), "on": clock.today()}).status_code in (404, 405), name
        assert worker.get(address(name, uuid4(), ids)).status_code in (404, 405), name


@pytest.mark.parametrize("field", ["names", "creditor", "name", "document", "reference", "address"])
def test_a_huge_text_breaks_no_form(case: CaseWorld, ids: Mapping[str, Any], field: str) -> None:
    worker = as_worker(case)
    sent = {"token": str(uuid4()), "on": clock.today(), field: "x" * 500_000}
    for name, (_about, form_only) in OPEN.items():
        if not form_only and name not in (
            "case-money",
            "case-money-claims-file",
            "case-money-claim",
            "case-money-line",
        ):
            assert worker.post(address(name, case.case_id, ids), sent).status_code in (302, 413, 422), name
