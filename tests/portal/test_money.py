"""The client's own money: what names the client and nothing else, to read, in plain sentences."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client as Browser

from alliantie import clock
from alliantie.cases.models import Case
from alliantie.money.models import Deadline
from alliantie.money.models.claim import By
from alliantie.money.rules import Sort
from alliantie.practices import library
from tests.access.entering import words
from tests.money.ledger import COUPLE, claim, creditor, deadline, indebted, line, papers
from tests.portal.people import at_home, questions_for, too_long
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

MONEY = "/home/money"


@pytest.fixture
def case() -> CaseWorld:
    return indebted()


def read(browser: Browser, page: str = MONEY) -> str:
    answer = browser.get(page)
    assert answer.status_code == 200
    assert too_long(answer) == []
    return words(answer)


def fill(case: CaseWorld, number: int = 0) -> None:
    claim(case, "100.00", of=f"Vitens {number}")
    claim(case, None, of="CJIB", by=By.CREDITOR)
    line(case, "1950.00")
    line(case, "126.00", Sort.ALLOWANCE, name="Zorgtoeslag")
    line(case, "640.00", Sort.COST, name="Huur", since=clock.today() + timedelta(days=5))
    line(case, "200.00", Sort.ATTACHMENT, name="Loon", creditor_id=creditor(case, "CJIB"))
    line(case, "1500.00", Sort.EXEMPT, name="Vtlb")
    papers(case, "Huurcontract")
    for turn, kind in enumerate(Deadline.Kind):
        deadline(case, clock.today() + timedelta(days=12 + turn), kind)


def test_the_client_reads_what_threatens_first_then_papers_debts_and_a_month(case: CaseWorld) -> None:
    fill(case)
    browser = at_home(case)
    page = read(browser)
    order = [
        "over 12 dagen", "Op die dag dreigt ontruiming. Bel Peter.", "Peter schreef dit op.",
        "Huurcontract", "Samen: € 100,00",
        "Niet elk bedrag is bekend.", "Vitens 0: € 100,00 Water. We weten hiervan.", "Loon: € 1.950,00 per maand",
        "Dit is aangevraagd. Het telt nog niet mee.", "Dit begint op", "Dit blijft over per maand: € 1.750,00",
        "Dit mag u houden", "€ 1.500,00 per maand", "Klopt er iets niet? Zeg het tegen Peter.",
    ]  # fmt: skip
    places = [page.index(each) for each in order]
    assert places == sorted(places)
    assert "vtlb" not in page.lower()
    assert "<form" not in browser.get(MONEY).content.decode().split("<main")[1].split("</main>")[0]


def test_an_empty_page_says_who_will_fill_it(case: CaseWorld) -> None:
    assert "Er staat hier nog niets. Peter schrijft het op als jullie praten." in read(at_home(case))


def test_each_of_a_couple_reads_their_own_and_what_is_of_both() -> None:
    couple = indebted(COUPLE)
    claim(couple, "100.00", of="Vitens", whose=(0,))
    claim(couple, "900.00", of="Woongoed", whose=(0, 1))
    first, second = (read(at_home(couple, login, index)) for index, login in enumerate(("chantal", "remco")))
    assert "Samen: € 1.000,00" in first
    assert "Samen: € 900,00" in second
    assert "Deze schuld is samen met iemand anders." in second
    assert "Vitens" not in second


@pytest.mark.parametrize("practice_id", library().ids())
def test_only_who_has_a_case_with_money_finds_the_page(practice_id: str) -> None:
    case = World.make().case(practice_id)
    browser = at_home(case)
    has = library().latest(practice_id).money
    assert browser.get(MONEY).status_code == (200 if has else 404)
    assert (f'href="{MONEY}"' in browser.get("/home").content.decode()) is has


def test_after_the_case_was_closed_the_page_is_gone(case: CaseWorld) -> None:
    fill(case)
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    assert at_home(case).get(MONEY).status_code == 404


def test_the_page_costs_the_same_however_much_there_is(case: CaseWorld) -> None:
    fill(case)
    browser = at_home(case)
    few = questions_for(browser, MONEY)
    for number in range(1, 4):
        fill(case, number)
    assert questions_for(browser, MONEY) == few


def test_the_page_speaks_english_too(case: CaseWorld) -> None:
    fill(case)
    browser = at_home(case)
    browser.cookies["language"] = "en"
    page = read(browser)
    assert "Your debts" in page
    assert "€1,950.00 a month" in page


def test_the_client_reads_which_amounts_wait_for_a_paper_and_to_whom_it_goes(case: CaseWorld) -> None:
    line(case, "1950.00")
    browser = at_home(case)
    assert "Van deze bedragen is nog geen papier" not in read(browser)
    claim(case, "100.00", of="Vitens")
    told = (
        "Van deze bedragen is nog geen papier Heeft u een van deze papieren? Geef het aan Peter. Vitens, water € 100,00"
    )
    assert told in read(browser)
