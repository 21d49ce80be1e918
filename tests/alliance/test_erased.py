"""A pair whose key was destroyed: every page of its rounds says that the answers were erased, and nothing else."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connections
from django.test import Client as Browser
from django.urls import reverse

from tests.alliance.ways import at, fresh_code, type_pin
from tests.portal.people import at_home, discuss, long_running, too_long
from tests.worklist.browse import as_worker
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ERASED = "De antwoorden zijn gewist."
OPEN = ("round-resume", "round-standing", "round-own", "round-review", "round-notice", "round-mine", "round")
LOOKED = ("round-picture", "round-trend", "round-talk", "round-standing", "round")


@pytest.fixture
def case() -> CaseWorld:
    return long_running()


def erase(case: CaseWorld) -> None:
    """Destroy the key of the pair."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM secrets.pair_key WHERE pair_id = %s", [case.pair_ids[0]])
        assert cursor.rowcount == 1


def told(browser: Browser, round_id: UUID, names: tuple[str, ...]) -> set[str]:
    """The pages that say so; none fails, and each sentence is short."""
    found = set()
    for name in names:
        answer = browser.get(at(name, round_id), follow=True)
        assert answer.status_code in (200, 404, 405, 409, 410), name
        if ERASED in answer.content.decode():
            assert not too_long(answer)
            found.add(name)
    return found


def test_pages_of_a_round_that_runs_say_that_the_answers_were_erased(case: CaseWorld) -> None:
    round_id = case.round()
    erase(case)
    home = at_home(case)
    assert {"round-standing", "round", "round-mine"} <= told(as_worker(case), round_id, OPEN)
    assert {"round-standing", "round", "round-resume"} <= told(home, round_id, OPEN)
    answer = home.get(at("round-question", round_id, step=1))
    assert (answer.status_code, ERASED in answer.content.decode()) == (410, True)
    assert home.get(reverse("start"), follow=True).status_code == 200


def test_pages_of_a_round_that_was_looked_at_say_that_the_answers_were_erased(case: CaseWorld) -> None:
    round_id = discuss(case, 20)
    erase(case)
    for browser in (at_home(case), as_worker(case)):
        assert told(browser, round_id, LOOKED) == set(LOOKED)
        assert browser.get(reverse("start"), follow=True).status_code == 200
        answer = browser.post(reverse("round-start", kwargs={"pair_id": case.pair_ids[0]}))
        assert (answer.status_code, ERASED in answer.content.decode()) == (410, True)
    answer = as_worker(case).get(reverse("case", kwargs={"case_id": case.case_id}))
    assert answer.status_code == 200


def test_who_comes_by_a_code_reads_that_the_answers_were_erased(case: CaseWorld) -> None:
    round_id = case.round()
    browser = fresh_code(case, round_id)
    type_pin(browser, round_id)
    erase(case)
    answer = browser.get(at("round", round_id), follow=True)
    assert (answer.status_code, ERASED in answer.content.decode()) == (410, True)
