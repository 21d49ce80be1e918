"""The client's first page: with whom, which round, and what was agreed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Round
from alliantie.cases.models import Case
from alliantie.people.models import Worker
from alliantie.web.dates import day_in_words
from tests.access.entering import words
from tests.portal.people import at_home, days_from_now, discuss, join, long_running, too_long
from tests.worklist.browse import as_client, as_worker
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


# Who


def test_the_page_greets_by_name_and_tells_who_the_worker_is_and_whom_to_turn_to(case: CaseWorld) -> None:
    Worker.objects.using("owner").filter(id=case.worker.me).update(phone="030 123 45 67")
    browser = at_home(case)
    said = home(browser)
    assert said.startswith("Dag Noor Volgend gesprek Er is nu geen gesprek gepland. U en Peter")
    assert "Peter Jansen, Organisatie Test" in said
    assert 'href="tel:0301234567"' in browser.get(HOME).content.decode()
    for page in (
        "/home/frame#duties", "/home/frame", "/home/looked", "/home/other-worker", "/home/complaint", "/account/2fa/"
    ):  # fmt: skip
        assert f'href="{page}"' in browser.get(HOME).content.decode()


def test_without_a_case_the_page_says_so_and_keeps_what_there_is(case: CaseWorld) -> None:
    round_id = discuss(case, 30)
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    browser = at_home(case)
    said = home(browser)
    assert "U heeft nu geen zaak bij ons." in said
    assert "Van vroeger Rondes met Peter" in said
    assert f"/rounds/{round_id}/picture" in browser.get(HOME).content.decode()
    assert "Ik wil een ronde" not in said


def test_someone_without_rounds_sees_who_the_worker_is_and_nothing_of_rounds() -> None:
    world = World.make()
    case = world.case("nl-save-protection", (("Kim", "Bakker"), ("Opa", "Bakker")), roles=("young_person", "relative"))
    assert len(case.pair_ids) == 1
    said = home(at_home(case, "opa", 1))
    assert "Jij en Peter" in said
    assert "ronde" not in said
    assert "Niet meer vragen" not in said
    assert "Kim" not in said


# Which round


def test_without_a_round_the_client_can_ask_for_one(case: CaseWorld) -> None:
    browser = at_home(case)
    assert "Er is nu geen ronde. Ik wil een ronde Peter en u vullen allebei vragen in. Daarna kijkt u samen." in home(
        browser
    )
    answer = browser.post(f"/pairs/{case.pair_ids[0]}/round")
    assert answer.status_code == 302
    said = home(browser)
    assert "Vul de vragen in" in said
    assert "Ik wil een ronde" not in said


def test_an_open_round_can_be_answered_up_to_a_day_in_words(case: CaseWorld) -> None:
    round_id = case.round()
    browser = at_home(case)
    assert f"U kunt meedoen tot en met {in_words(days_from_now(14))}. Vul de vragen in" in home(browser)
    html = browser.get(HOME).content.decode()
    assert re.search(rf'button-main"[^>]* href="/rounds/{round_id}/">Vul de vragen in', html)


def test_a_round_whose_window_is_over_is_not_offered(case: CaseWorld) -> None:
    case.round()
    browser = at_home(case)
    with clock.at(clock.now() + timedelta(days=15)):
        assert "Vul de vragen in" not in home(browser)


def test_what_was_sent_waits_in_calm_words(case: CaseWorld) -> None:
    round_id = case.round()
    case.answer(case.client(), round_id)
    said = home(at_home(case))
    assert "Verstuurd. We wachten tot u samen kunt kijken. Bekijk wat u deelt" in said
    assert "Vul de vragen in" not in said


def test_until_both_are_ready_the_page_does_not_show_how_far_the_other_is(case: CaseWorld) -> None:
    round_id = case.round()
    browser = at_home(case)
    before = home(browser)
    case.answer(case.worker, round_id)
    assert home(browser) == before


def test_when_both_are_ready_looking_together_is_possible(case: CaseWorld) -> None:
    round_id = case.round()
    for actor in (case.client(), case.worker):
        case.answer(actor, round_id)
    assert "Samen kijken kan. Doe dat als Peter erbij is. Samen kijken" in home(at_home(case))


def test_an_unfinished_conversation_can_be_taken_up_again(case: CaseWorld) -> None:
    case.reveal(case.round())
    assert "Dit gesprek is nog niet klaar. Verder gaan? Verder met het gesprek" in home(at_home(case))


def test_a_planned_round_tells_when_it_begins(case: CaseWorld) -> None:
    case.round(opens_on=days_from_now(7))
    said = home(at_home(case))
    assert f"De volgende ronde begint op {in_words(days_from_now(7))}." in said
    assert "Ik wil een ronde" not in said


def test_after_saying_not_now_the_round_stays_reachable_without_being_pushed(case: CaseWorld) -> None:
    round_id = case.round()
    with acting(case.client()) as actor:
        operations.take_stance(actor=actor, here=queries.get_round(actor, round_id), stance="not_now")
    browser = at_home(case)
    said = home(browser)
    assert "Er is een ronde. U hoeft niets te doen. Toch meedoen" in said
    assert "Vul de vragen in" not in said
    assert "button-main" not in browser.get(HOME).content.decode()


def test_what_was_discussed_leads_to_its_picture_newest_first(case: CaseWorld) -> None:
    older = discuss(case, 60, "Noor belt af.")
    newer = discuss(case, 30, "Peter belt voor hij langskomt.")
    browser = at_home(case)
    said = home(browser)
    # An hour less or more lies between, where the clocks went back or forth.
    with clock.at(clock.now() - timedelta(days=30)):
        then = clock.today()
    assert (
        f"Dit spraken jullie af op {in_words(then)} Peter belt voor hij langskomt. Alleen jullie twee zien dit." in said
    )
    assert "Noor belt af." not in said
    html = browser.get(HOME).content.decode()
    assert html.index(f"/rounds/{newer}/picture") < html.index(f"/rounds/{older}/picture")
    assert browser.get(f"/rounds/{newer}/picture").status_code == 200
    assert f"Besproken op {in_words(then)}" in said


def test_the_page_lists_the_last_three_rounds_whatever_their_number_and_the_rest_stay_reachable(
    case: CaseWorld,
) -> None:
    found = [discuss(case, days) for days in (150, 120, 90)]
    browser = at_home(case)
    assert "Alles (" not in home(browser)
    weight = len(browser.get(HOME).content)
    found += [discuss(case, days) for days in (60, 50, 40, 30)]
    html = browser.get(HOME).content.decode()
    assert [f"/rounds/{each}/picture" in html for each in found] == [False] * 4 + [True] * 3
    assert "Alles (7)" in home(browser)
    # The link to the rest, and not a row for each.
    assert len(html.encode()) - weight < 300
    everything = browser.get(reverse("my-rounds")).content.decode()
    assert all(f"/rounds/{each}/picture" in everything for each in found)
    assert everything.index(str(found[-1])) < everything.index(str(found[0]))


def test_all_rounds_are_the_readers_own_and_cost_the_same_whatever_their_number(case: CaseWorld) -> None:
    other = case.world.case(names=(("Ali", "Demir"),))
    address = reverse("my-rounds")
    assert "Er is nog geen ronde besproken." in as_client(other).get(address).content.decode()
    discuss(case, 90)
    browser, costs = at_home(case), []
    for days in (60, 30):
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        costs.append(len(seen.captured_queries))
        discuss(case, days)
    assert costs[0] == costs[1]
    theirs = as_client(other).get(address).content.decode()
    assert not any(str(each.id) in theirs for each in Round.objects.using("owner"))
    assert as_worker(case).get(address).status_code == 404


def test_one_button_at_most_is_filled(case: CaseWorld) -> None:
    other = case.world.case("nl-save-protection", (("Kim", "Bakker"),), roles=("young_person",), worker=1)
    pair_id = join(other, case.client_ids[0])
    case.round()
    with acting(other.worker) as actor:
        pair = queries.get_pair(actor, pair_id)
    other.pair_ids = (pair.id,)
    other.round()
    html = at_home(case).get(HOME).content.decode()
    assert html.count("Vul de vragen in") == 2
    assert html.count("button-main") == 1


def test_each_worker_speaks_as_their_practice_does_and_the_page_formally(case: CaseWorld) -> None:
    other = case.world.case("nl-save-protection", (("Kim", "Bakker"),), roles=("young_person",), worker=1)
    join(other, case.client_ids[0])
    said = home(at_home(case))
    assert "U en Peter" in said
    assert "Jij en Samira" in said
    assert "Samira en jij vullen allebei vragen in." in said
    assert "Wat geldt voor u" in said
    assert "Kim" not in said


def test_the_page_speaks_english(case: CaseWorld) -> None:
    case.round()
    browser = at_home(case)
    browser.cookies["language"] = "en"
    page = browser.get(HOME)
    assert '<html lang="en"' in page.content.decode()
    assert "Noor" in words(page)
