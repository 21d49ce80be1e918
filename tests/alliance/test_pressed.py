"""When an answer was pressed: what waited for internet comes late, and the newest press wins."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from django.test import Client as Browser

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Reading
from alliantie.alliance import operations, queries
from alliantie.alliance.drafts import HELPED, Draft
from alliantie.alliance.models import Part
from tests.alliance.ways import at
from tests.worklist.browse import as_client, as_worker
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def takes_part(case: CaseWorld) -> UUID:
    """A round in which the client takes part."""
    round_id = case.round()
    with acting(case.client()) as client:
        here = queries.get_round(client, round_id)
        operations.take_stance(actor=client, here=here, stance="taking_part")
    return round_id


def save(browser: Browser, round_id: UUID, answer: object, ago: object = 0, step: int = 1) -> int:
    """Send an answer that was pressed so many seconds ago."""
    return browser.post(at("round-save", round_id, step=step), {"answer": answer, "ago": ago}).status_code


def draft(case: CaseWorld, round_id: UUID) -> Draft:
    """The client's own part as it stands."""
    with acting(case.client()) as client:
        return queries.own_part(client, queries.get_round(client, round_id))[1]


def questions(browser: Browser, round_id: UUID, step: int = 1) -> dict[str, object]:
    """What came along with a question page, for going on without internet."""
    html = browser.get(at("round-question", round_id, step=step)).content.decode()
    found = re.search(r"data-questions='([^']*)'", html)
    assert found
    came: dict[str, object] = json.loads(unescape(found[1]))
    return came


def test_an_answer_that_comes_late_never_replaces_a_newer_one(case: CaseWorld) -> None:
    round_id, browser = takes_part(case), as_client(case)
    assert save(browser, round_id, 2) == 204
    assert save(browser, round_id, 5, ago=60) == 205
    assert list(draft(case, round_id).answers.values()) == [2]
    # The same answer in the end: there is nothing to tell.
    assert save(browser, round_id, 2, ago=60) == 204
    with clock.at(clock.now() + timedelta(minutes=5)):
        assert save(browser, round_id, 4, ago=60) == 204
        assert save(browser, round_id, 3) == 204
    assert list(draft(case, round_id).answers.values()) == [3]


def test_waiting_answers_are_kept_each_at_its_own_moment(case: CaseWorld) -> None:
    round_id, browser = takes_part(case), as_client(case)
    assert save(browser, round_id, 1, step=1) == 204
    assert save(browser, round_id, 5, ago=3600, step=2) == 204
    assert sorted(draft(case, round_id).answers.values(), key=str) == [1, 5]


@pytest.mark.parametrize("ago", ["-1", "x", "1.5", "12345678", "9" * 5000, "", "\0"])
def test_a_made_up_moment_changes_nothing(case: CaseWorld, ago: str) -> None:
    round_id, browser = takes_part(case), as_client(case)
    assert save(browser, round_id, 4, ago=ago) == 422
    assert draft(case, round_id).answers == {}


def test_nobody_else_saves_an_answer_of_the_client(case: CaseWorld) -> None:
    round_id, other = takes_part(case), World.make("Elders").case()
    for browser in (as_worker(case), as_client(other), as_worker(other)):
        assert save(browser, round_id, 4) == 404
    assert Browser().post(at("round-save", round_id, step=1), {"answer": 4}).status_code == 302
    assert draft(case, round_id).answers == {}


def test_the_moments_are_gone_once_the_part_is_sent_or_erased(case: CaseWorld) -> None:
    erased, browser = takes_part(case), as_client(case)
    save(browser, erased, 4)
    assert draft(case, erased).pressed
    browser.post(at("round-pause", erased), {"choice": "erase"})
    assert draft(case, erased) == Draft()
    other = World.make("Anders").case()
    sent, browser = takes_part(other), as_client(other)
    for step in range(1, len(questions(browser, sent)["texts"]) + 1):  # type: ignore[arg-type]
        save(browser, sent, 4, step=step)
    browser.post(at("round-share", sent), {"share": "all", "helper": "nobody"})
    assert Part.objects.using("owner").get(round_id=sent, role="client").sealed_at is not None
    assert draft(other, sent).pressed == {}
    assert save(browser, sent, 1) == 409


def test_a_draft_keeps_each_moment_with_its_answer() -> None:
    draft = Draft("taking_part").with_answer("b", 4, 30).with_answer("a", "rather_not", 20)
    again = Draft.from_json(json.loads(json.dumps(draft.as_json())))
    assert again.with_answer("b", 1, 29).answers == draft.answers
    assert again.with_answer("a", 1, 21).with_answer(HELPED, 2, 1).given("a") == 1
    assert Draft.from_json(Draft().as_json()) == Draft()


def test_a_draft_of_before_moments_were_kept_still_opens() -> None:
    old = {"stance": "taking_part", "answers": {"a": 4}, "helped": 2, "helper": None}
    assert Draft.from_json(old).with_answer("a", 5, 10).answers == {"a": 5}
    assert Draft.from_json(old).with_answer(HELPED, 1, 10).given(HELPED) == 1


def test_looking_at_a_later_question_changes_and_notes_nothing(case: CaseWorld) -> None:
    round_id, browser = takes_part(case), as_client(case)
    save(browser, round_id, 4)
    before = bytes(Part.objects.using("owner").get(round_id=round_id, role="client").answers)
    looked = Reading.objects.using("owner").count()
    for step in (5, 3, 8):
        assert browser.get(at("round-question", round_id, step=step)).status_code == 200
    assert bytes(Part.objects.using("owner").get(round_id=round_id, role="client").answers) == before
    assert Reading.objects.using("owner").count() == looked
    assert "question/2?back=1" in browser.get(at("round-resume", round_id))["Location"]


def test_every_question_comes_along_and_the_length_of_a_page_tells_no_answer(case: CaseWorld) -> None:
    round_id, browser = takes_part(case), as_client(case)
    came = questions(browser, round_id)
    assert len(came["texts"]) == 8  # type: ignore[arg-type]
    assert came["given"] == "-" * 8
    lengths = set()
    for answer in ("1", "4", "dont_know", "rather_not"):
        save(browser, round_id, answer, step=2)
        answered = browser.get(at("round-question", round_id, step=1))
        lengths.add(len(answered.content))
        assert answered["Cache-Control"] == "no-store"
    assert len(lengths) == 1
    assert questions(browser, round_id)["given"] == "-6------"
