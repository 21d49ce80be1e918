"""The worker's device, given to the client: locked, neutral, and with nothing that leads back."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance import operations, queries
from alliantie.alliance.models import Part
from alliantie.cases.operations import acknowledge_frame
from tests.alliance.ways import LOCKED, at, handed
from tests.worklist.browse import as_client, as_worker, sign_in, turned_away, words
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_giving_the_device_signs_the_worker_out_everywhere_in_that_browser(case: CaseWorld) -> None:
    round_id = case.round()
    browser = as_worker(case)
    elsewhere = Browser()
    elsewhere.cookies.update(browser.cookies)
    assert "Uw dossier gaat op slot." in words(browser, at("round-hand", round_id))
    browser.post(at("round-hand", round_id))
    assert "Dag Noor" in words(browser, at("round-hello", round_id))
    # Another tab with the session from before, and the pages of the worker in this one.
    assert elsewhere.get(reverse("case", kwargs={"case_id": case.case_id})).status_code == 302
    assert browser.get(reverse("case", kwargs={"case_id": case.case_id})).status_code == 404
    assert browser.get(reverse("search")).status_code == 404


def test_every_end_of_a_turn_is_the_same_page_and_nothing_leads_back(case: CaseWorld) -> None:
    def sent(browser: Browser, round_id: UUID) -> None:
        with acting(case.client()) as client:
            here = queries.get_round(client, round_id)
            items = [item.id for item in here.questionnaire(client).items]
        browser.post(at("round-notice", round_id), {"choice": "yes"})
        for step, _item in enumerate(items, 1):
            browser.post(at("round-question", round_id, step=step), {"answer": "4"})
        browser.post(at("round-share", round_id), {"share": "all", "helper": "nobody"})

    def stopped(browser: Browser, round_id: UUID) -> None:
        browser.post(at("round-notice", round_id), {"choice": "yes"})
        browser.post(at("round-pause", round_id), {"choice": "later"})

    def erased(browser: Browser, round_id: UUID) -> None:
        browser.post(at("round-notice", round_id), {"choice": "yes"})
        browser.post(at("round-pause", round_id), {"choice": "erase"})

    def refused(browser: Browser, round_id: UUID) -> None:
        browser.post(at("round-notice", round_id), {"choice": "later"})

    def refused_for_good(browser: Browser, round_id: UUID) -> None:
        browser.post(at("round-notice", round_id), {"choice": "never"})

    seen = set()
    for ending in (stopped, erased, refused, refused_for_good, sent):
        world = World.make(ending.__name__).case()
        with acting(world.client()) as client:
            acknowledge_frame(actor=client, case=queries.get_pair(client, world.pair_ids[0]).case)
        case = world
        round_id = case.round()
        browser = handed(case, round_id)
        ending(browser, round_id)
        pages = [browser.get(at("round", round_id), follow=True).content.decode()]
        pages += [
            browser.get(there, follow=True).content.decode()
            for there in ("/", at("round-notice", round_id), at("round-question", round_id, step=1), "/home")
        ]
        assert all(LOCKED in page for page in pages), ending
        seen |= {re.sub(r"value=\"[A-Za-z0-9]{64}\"", "", page) for page in pages}
        assert "link" not in browser.session
    assert len(seen) == 1


def test_a_browser_that_was_closed_reopens_locked_until_somebody_signs_in(case: CaseWorld) -> None:
    browser = handed(case, case.round())
    del browser.cookies["alliantie"]
    for there in ("/", "/home", "/search"):
        assert browser.get(there)["Location"] == reverse("locked"), there
    again = sign_in(case.world.workers[0])
    again.cookies["locked"] = "1"
    answer = again.get("/")
    assert answer.status_code == 200
    assert answer.cookies["locked"]["max-age"] == 0


def test_a_device_that_lies_still_ends_the_turn_and_keeps_the_draft(case: CaseWorld) -> None:
    round_id = case.round()
    browser = handed(case, round_id)
    browser.post(at("round-notice", round_id), {"choice": "yes"})
    browser.post(at("round-question", round_id, step=1), {"answer": "4"})
    with clock.at(clock.now() + timedelta(minutes=12)):
        assert browser.get(at("round-question", round_id, step=2)).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=26)):
        assert browser.get(at("round-question", round_id, step=2))["Location"] == reverse("locked")
    again = handed(case, round_id)
    assert again.get(at("round-resume", round_id))["Location"].startswith(at("round-question", round_id, step=2))


def test_somebody_busy_on_one_page_loses_neither_the_turn_nor_the_answer(case: CaseWorld) -> None:
    round_id = case.round()
    browser = handed(case, round_id)
    browser.post(at("round-notice", round_id), {"choice": "yes"})
    now = clock.now()
    for minutes in (12, 24):
        with clock.at(now + timedelta(minutes=minutes)):
            assert browser.post(at("round-stay", round_id)).status_code == 204
    with clock.at(now + timedelta(minutes=36)):
        assert browser.post(at("round-save", round_id, step=1), {"answer": "4"}).status_code == 204
    with clock.at(now + timedelta(minutes=50)):
        assert browser.post(at("round-stay", round_id))["Location"] == reverse("locked")


def test_another_pin_on_the_device_starts_anew(case: CaseWorld) -> None:
    round_id = case.round()
    browser = handed(case, round_id)
    browser.post(at("round-notice", round_id), {"choice": "yes"})
    browser.post(at("round-question", round_id, step=1), {"answer": "4"})
    again = handed(case, round_id, "1379")
    with acting(case.client()) as actor:
        assert queries.own_part(actor, queries.get_round(actor, round_id))[1].answers == {}
    assert again.get(at("round", round_id))["Location"] == at("round-frame", round_id)


def test_the_practice_question_is_kept_nowhere(case: CaseWorld) -> None:
    round_id = case.round()
    browser = handed(case, round_id)
    answer = browser.post(at("round-notice", round_id), {"choice": "yes"})
    assert answer["Location"] == at("round-practice", round_id)
    before = Part.objects.using("owner").filter(round_id=round_id).values_list("answers", flat=True)
    held = [bytes(each) for each in before]
    assert browser.post(at("round-practice", round_id)).status_code == 422
    assert browser.post(at("round-practice", round_id), {"answer": "4"})["Location"] == at("round-resume", round_id)
    after = Part.objects.using("owner").filter(round_id=round_id).values_list("answers", flat=True)
    assert held == [bytes(each) for each in after]


def test_only_the_worker_of_the_pair_gives_the_device(case: CaseWorld) -> None:
    round_id = case.round()
    for browser in (sign_in(case.world.workers[1]), as_client(case), Browser()):
        for answer in (browser.get(at("round-hand", round_id)), browser.post(at("round-hand", round_id))):
            assert turned_away(answer)
    case.reveal(round_id)
    with acting(case.worker) as actor:
        operations.stop_round(actor=actor, here=queries.get_round(actor, round_id))
    assert as_worker(case).post(at("round-hand", round_id)).status_code == 409
