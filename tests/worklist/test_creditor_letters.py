"""Letters to creditors begin with what the case knows: the client, whom it wrote to before, when and about what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from alliantie import clock
from alliantie.cases.models import Letter
from alliantie.web.dates import short_day_in_words
from tests.cases.letter_ways import begin, sent
from tests.money.ledger import claim, indebted
from tests.worklist.browse import as_worker, hidden, words
from tests.worklist.letters_there import at
from tests.worklist.test_money import day, post, settling
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

LEASE = ("Leasehuis", "Kade 1", "Kenmerk: 77")


@pytest.fixture
def case() -> CaseWorld:
    return indebted()


def new(case: CaseWorld, template_id: str) -> str:
    return at("case-letter-new", case, template_id=template_id)


def offered(case: CaseWorld, template_id: str) -> str:
    """Whom a letter begins with."""
    page = as_worker(case).get(new(case, template_id)).content.decode()
    return page.split('name="to"')[1].split(">", 1)[1].split("</textarea>")[0].strip()


def written_to(case: CaseWorld, *claims: UUID, days_ago: int, step: str = "inventory") -> None:
    told: dict[str, Any] = {"contact": "creditor-letter", "step": step, "on": day(-days_ago)}
    post(as_worker(case), at("case-money-letters", case), {**told, "claims": [str(each) for each in claims]})


def test_a_letter_to_creditors_names_the_birth_date_that_the_case_knows(case: CaseWorld) -> None:
    settling(case)
    worker, there = as_worker(case), new(case, "creditor-inventory")
    assert "Geboortedag" not in words(worker, there)
    sent_form = {"token": hidden(worker, there, "token"), "to": "Vitens", "language": "nl", "f_reply_by": day(30)}
    assert worker.post(there, sent_form).status_code == 302
    assert "geboren op 4 mei 1990" in Letter.objects.using("owner").get().body


def test_a_reminder_begins_with_the_day_and_the_step_of_the_letter_it_follows(case: CaseWorld) -> None:
    settling(case)
    written_to(case, claim(case, of="Vitens"), days_ago=25)
    there = new(case, "creditor-reminder")
    assert hidden(as_worker(case), there, "f_written_on") == day(-25)
    chosen = as_worker(case).get(there).content.decode().split('name="f_step" value="inventory"')[1].split(">")[0]
    assert "checked" in chosen


def a_friday(at_least: int) -> int:
    """How many days ago it was Friday: so many, or up to six more."""
    return at_least + ((clock.today() - timedelta(days=at_least)).weekday() - 4) % 7


@pytest.mark.parametrize("friday", [False, True], ids=["of any day", "whose terms end on one day, by a weekend"])
def test_creditors_of_another_letter_wait_for_a_reminder_of_their_own(case: CaseWorld, friday: bool) -> None:
    settling(case)
    first = a_friday(24) if friday else 25
    written_to(case, claim(case, of="Vitens"), days_ago=first)
    written_to(case, claim(case, of="CJIB"), days_ago=first - 2)
    assert offered(case, "creditor-reminder").startswith("Vitens")
    assert "CJIB" not in offered(case, "creditor-reminder")
    told = words(as_worker(case), new(case, "creditor-reminder"))
    written = short_day_in_words(clock.today() - timedelta(days=first), "nl", clock.today())
    assert f"Deze brief begint met wie op {written} is aangeschreven." in told
    assert "Een eigen brief krijgt nog: CJIB." in told


def test_a_creditor_typed_by_hand_stands_in_the_next_letter_with_its_address(case: CaseWorld) -> None:
    settling(case)
    claim(case, of="Vitens")
    sent(case, "creditor-inventory", addressees=(LEASE, ("Vitens", "Kenmerk: water")))
    begin(case, "creditor-inventory", addressees=(("Nog niet ondertekend",),))
    assert offered(case, "creditor-proposal") == "Vitens\nKenmerk: water\n\nLeasehuis\nKade 1\nKenmerk: 77"
    with clock.at(clock.now() + timedelta(days=22)):
        assert "Leasehuis\nKade 1\nKenmerk: 77" in offered(case, "creditor-reminder")


def test_a_creditor_of_another_case_stands_in_no_letter(case: CaseWorld) -> None:
    settling(case)
    other = case.world.case("nl-debt-zeist", names=(("Ali", "Demir"),))
    sent(other, "creditor-inventory", addressees=(LEASE,))
    assert offered(case, "creditor-inventory") == ""
