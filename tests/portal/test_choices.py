"""What the client decides on the first page, and what stays out of it: other people."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client as Browser

from alliantie import clock
from alliantie.alliance.models import Shown, Wish
from alliantie.web.dates import day_in_words
from tests.access.entering import LOGIN, account_of, browser_of, words
from tests.portal.people import at_home, discuss, hand_over, join, long_running, questions_for, too_long
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

HOME = "/home"


@pytest.fixture
def case() -> CaseWorld:
    return long_running()


def home(browser: Browser) -> str:
    answer = browser.get(HOME)
    assert answer.status_code == 200
    assert too_long(answer) == []
    return words(answer)


def in_words(day: object) -> str:
    return day_in_words(day, "nl", clock.today())  # type: ignore[arg-type]


# The wish not to be asked


def test_a_client_can_stop_being_asked_and_start_again(case: CaseWorld) -> None:
    case.round()
    browser = at_home(case)
    assert "Niet meer vragen Dan vragen we u niet meer om een ronde. Peter ziet dit niet." in home(browser)
    page = f"/home/pairs/{case.pair_ids[0]}/wish"
    assert browser.post(page, {"asking": "stop"})["Location"] == HOME
    said = home(browser)
    assert "We vragen u niet meer om een ronde. Dat heeft geen gevolgen. Toch weer vragen" in said
    assert "Er is een ronde. U hoeft niets te doen. Toch meedoen" in said
    assert "Vul de vragen in" not in said
    assert browser.post(page, {"asking": "again"})["Location"] == HOME
    assert "Vul de vragen in" in home(browser)


def test_the_worker_sees_nothing_of_the_wish(case: CaseWorld) -> None:
    worker = browser_of(account_of(case.world.workers[0], "peter"))
    before = words(worker.get(f"/cases/{case.case_id}/"))
    at_home(case).post(f"/home/pairs/{case.pair_ids[0]}/wish", {"asking": "stop"})
    assert Wish.objects.using("owner").get(pair_id=case.pair_ids[0]).do_not_ask
    assert words(worker.get(f"/cases/{case.case_id}/")) == before


def test_anything_else_changes_no_wish(case: CaseWorld) -> None:
    browser = at_home(case)
    page = f"/home/pairs/{case.pair_ids[0]}/wish"
    for sent in ({}, {"asking": "maybe"}):
        assert browser.post(page, sent).status_code == 302
    assert browser.get(page).status_code == 405
    assert not Wish.objects.using("owner").get(pair_id=case.pair_ids[0]).do_not_ask


# Earlier rounds for a new worker


def test_a_client_shows_earlier_rounds_to_the_new_worker_and_takes_that_back(case: CaseWorld) -> None:
    account = account_of(case.world.workers[1], "samira")
    round_id = discuss(case, 30)
    hand_over(case)
    browser = at_home(case)
    samira = browser_of(account)
    said = home(browser)
    assert "Rondes met Peter" in said
    assert "Samira ziet deze rondes niet. Wilt u dat wel? Dan ziet Samira wat Peter ook zag." in said
    assert samira.get(f"/rounds/{round_id}/picture").status_code == 404
    page = re.search(r'action="(/home/pairs/[^"]+/earlier/[^"]+)"', browser.get(HOME).content.decode())
    assert page
    assert browser.post(page[1], {"show": "yes"})["Location"] == HOME
    assert browser.post(page[1], {"show": "yes"})["Location"] == HOME
    assert "Samira mag deze rondes zien. U kunt dat terugnemen. Neem dat terug" in home(browser)
    assert samira.get(f"/rounds/{round_id}/picture").status_code == 200
    assert browser.post(page[1], {"show": "no"})["Location"] == HOME
    assert samira.get(f"/rounds/{round_id}/picture").status_code == 404
    assert "Samira ziet deze rondes niet." in home(browser)


def test_nothing_is_offered_to_show_where_nothing_was_looked_at(case: CaseWorld) -> None:
    hand_over(case)
    said = home(at_home(case))
    assert "Rondes met" not in said
    assert "U en Samira" in said


# Not theirs


@pytest.fixture
def other() -> CaseWorld:
    return World.make("Elders").case(names=(("Bas", "de Wit"),))


def test_another_clients_pair_is_not_there(case: CaseWorld, other: CaseWorld) -> None:
    browser = at_home(case)
    theirs, mine = other.pair_ids[0], case.pair_ids[0]
    assert browser.post(f"/home/pairs/{theirs}/wish", {"asking": "stop"}).status_code == 404
    assert browser.post(f"/pairs/{theirs}/round").status_code == 404
    for later, earlier in ((mine, theirs), (theirs, mine), (mine, mine), (mine, uuid4())):
        assert browser.post(f"/home/pairs/{later}/earlier/{earlier}", {"show": "yes"}).status_code == 404
    assert not Wish.objects.using("owner").filter(do_not_ask=True).exists()
    assert not Shown.objects.using("owner").exists()
    assert "Bas" not in home(browser)


def test_rounds_of_one_case_cannot_be_shown_in_another(case: CaseWorld) -> None:
    discuss(case, 30)
    ended = case.pair_ids[0]
    hand_over(case)
    other = case.world.case("nl-save-protection", (("Kim", "Bakker"),), roles=("young_person",))
    later = join(other, case.client_ids[0])
    browser = at_home(case)
    assert browser.post(f"/home/pairs/{later}/earlier/{ended}", {"show": "yes"}).status_code == 404
    assert not Shown.objects.using("owner").exists()


def test_a_family_member_in_the_same_case_stays_unseen() -> None:
    names = (("Kim", "Bakker"), ("Anna", "Bakker"))
    case = long_running("nl-save-protection", names, roles=("young_person", "parent"))
    assert len(case.pair_ids) == 2
    mothers = discuss(case, 30, "Anna komt mee.", index=1)
    case.round(1)
    kim = at_home(case, "kim")
    for page in (HOME, "/home/frame", "/home/looked"):
        html = kim.get(page).content.decode()
        assert "Anna" not in html
        assert str(mothers) not in html
        assert str(case.pair_ids[1]) not in html


@pytest.mark.parametrize("page", [HOME, "/home/frame", "/home/looked"])
def test_the_pages_are_for_a_client_with_an_account(case: CaseWorld, page: str) -> None:
    assert Browser().get(page)["Location"] == f"{LOGIN}?next={page}"
    assert browser_of(account_of(case.world.workers[0], "peter")).get(page).status_code == 404


def test_the_page_costs_as_much_with_one_round_as_with_five(case: CaseWorld) -> None:
    discuss(case, 150)
    browser = at_home(case)
    one = questions_for(browser, HOME)
    for days in (120, 90, 60, 30):
        discuss(case, days)
    assert questions_for(browser, HOME) == one
    assert one <= 12
