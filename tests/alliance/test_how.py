"""The page that says how a picture is made: in plain words, of its own questions."""

from __future__ import annotations

from fractions import Fraction
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie.alliance.views.how import example_of
from tests.alliance.ways import both_sent
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker
from tests.worlds import CaseWorld, World, look_along

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def page(browser: Browser, round_id: UUID) -> str:
    answer = browser.get(reverse("round-how", kwargs={"round_id": round_id}))
    return flat(answer.content.decode())


def test_both_read_from_the_picture_how_it_was_made_with_the_answers_of_their_own_form(case: CaseWorld) -> None:
    round_id = both_sent(case)
    assert "Een voorbeeld" not in page(as_client(case), round_id)
    for person in (case.worker, case.client()):
        look_along(person, round_id)
    for browser, other in ((as_client(case), "Peter"), (as_worker(case), "Noor")):
        shown = browser.get(reverse("round-picture", kwargs={"round_id": round_id})).content.decode()
        assert reverse("round-how", kwargs={"round_id": round_id}) in shown
        said = page(browser, round_id)
        assert f"U en {other} kregen ieder eigen vragen." in said
        assert "1: Nee, helemaal niet 2: Nee 3: Een beetje 4: Ja 5: Ja, helemaal" in said
        assert "Samen is dat 11. Deel dat door 3. Dan komt er 3,7 uit." in said
        assert "Is minder dan 75 procent beantwoord? Dan staat er geen rondje of vierkant." in said


@pytest.mark.parametrize("highest", [3, 5])
def test_the_example_adds_up(highest: int) -> None:
    found = example_of(highest)
    assert found.together == 2 * found.many + found.less
    assert found.many <= highest
    assert found.mean == f"{float(round(Fraction(found.together, 3), 1))}".replace(".", ",")


def test_it_holds_no_score_so_that_it_is_the_same_whatever_was_answered_and_the_trend_leads_to_it() -> None:
    said = []
    for value in (1, 5):
        case = World.make(f"Met {value}").case()
        round_id = case.round()
        for person in (case.client(), case.worker):
            case.answer(person, round_id, value)
        for person in (case.client(), case.worker):
            look_along(person, round_id)
        browser = as_client(case)
        said.append(page(browser, round_id).replace(str(round_id), ""))
        trend = browser.get(reverse("round-trend", kwargs={"round_id": round_id})).content.decode()
        assert reverse("round-how", kwargs={"round_id": round_id}) in trend
    assert said[0] == said[1]
