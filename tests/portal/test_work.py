"""The client's agreements, plan and what was written: read, ticked off, and answered by the client alone."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases import operations as cases
from alliantie.cases.models import Agreement, Measure, PlanVoice
from tests.access.entering import LOGIN, browser_with_code, words
from tests.portal.people import at_home, long_running, questions_for, too_long
from tests.worklist.browse import as_worker
from tests.worklist.work import at, plan_in
from tests.worlds import CaseWorld, World, agree_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

HOME, PLAN, WRITTEN = "/home", "/home/plan", "/home/written"


@pytest.fixture
def case() -> CaseWorld:
    return long_running()


@pytest.fixture
def family() -> CaseWorld:
    names, roles = (("Kim", "Bakker"), ("Anna", "Bakker")), ("young_person", "parent")
    return long_running("nl-save-protection", names, roles=roles, world=World.make("Jeugd"))


def read(browser: Browser, page: str) -> str:
    answer = browser.get(page)
    assert answer.status_code == 200, page
    assert too_long(answer) == []
    return words(answer)


def address(name: str, number: UUID) -> str:
    return reverse(name, args=[number])


# Agreements


def test_a_client_reads_who_does_what_and_ticks_off_the_own_part(case: CaseWorld) -> None:
    made = agree_in(case, "Noor belt de huisarts.")
    agree_in(case, "Peter stuurt een brief.", owner="worker")
    noor = at_home(case)
    seen = read(noor, HOME)
    assert "Noor belt de huisarts. U doet dit." in seen
    assert "Peter stuurt een brief. Peter doet dit." in seen
    assert seen.count("Gedaan") == 1
    for state, told in (("done", "Toch niet gedaan"), ("done", "Toch niet gedaan"), ("open", "Gedaan")):
        assert noor.post(address("my-agreement", made), {"state": state}).status_code == 302
        assert told in read(noor, HOME)
    assert Agreement.objects.using("owner").get(id=made).state == "open"


def test_what_the_worker_settled_meanwhile_stays_and_home_tells(case: CaseWorld) -> None:
    made, noor = agree_in(case, "Noor belt."), at_home(case)
    with acting(case.worker) as actor:
        cases.settle_agreement(actor=actor, agreement_id=made, state="dropped", reason="niet nodig")
    assert noor.post(address("my-agreement", made), {"state": "done"}).status_code == 302
    assert Agreement.objects.using("owner").get(id=made).state == "dropped"


@pytest.mark.parametrize("state", ["dropped", "", "x" * 5000])
def test_a_client_says_no_more_than_done_or_not(case: CaseWorld, state: str) -> None:
    made = agree_in(case, "Noor belt.")
    assert at_home(case).post(address("my-agreement", made), {"state": state}).status_code == 404
    assert Agreement.objects.using("owner").get(id=made).state == "open"


def test_in_a_family_nobody_finds_what_is_of_another(family: CaseWorld) -> None:
    made = agree_in(family, "Anna belt de school.", client=1)
    plan = plan_in(family, "Van Anna.", client=1)
    kim = at_home(family, "kim")
    assert "Anna belt" not in read(kim, HOME)
    assert "Van Anna." not in read(kim, PLAN)
    assert kim.post(address("my-agreement", made), {"state": "done"}).status_code == 404
    for answer in (kim.get(address("my-plan-voice", plan)), kim.post(address("my-plan-voice", plan))):
        assert answer.status_code == 404


# The plan


def test_a_client_reads_the_plan_in_own_words_and_no_draft(case: CaseWorld) -> None:
    noor = at_home(case)
    assert "Er is nog geen plan." in read(noor, PLAN)
    plan_in(case, "Ik wil een eigen kamer.")
    plan_in(case, "Een concept.", draft=True)
    seen = read(noor, PLAN)
    assert "Ik wil een eigen kamer." in seen
    assert "Een concept." not in seen
    assert "Peter Jansen legde dit plan vast." in seen


def test_where_the_family_makes_the_plan_the_worker_is_said_to_approve_it(family: CaseWorld) -> None:
    measures, kim = Measure.objects.using("owner").filter(case_id=family.case_id), at_home(family, "kim")
    for measure, said in (("supervision-order", "keurde dit plan goed"), ("guidance", "legde dit plan vast")):
        measures.update(measure_id=measure)
        plan_in(family, client=None)
        assert f"Peter Jansen {said}." in read(kim, PLAN)


@pytest.mark.parametrize(("answer", "told"), [("agrees", "U bent het eens"), ("disagrees", "U bent het niet eens")])
def test_a_client_says_yes_or_no_and_need_not_say_why(case: CaseWorld, answer: str, told: str) -> None:
    made, noor = plan_in(case), at_home(case)
    page = address("my-plan-voice", made)
    assert "Bent u het eens met dit plan?" in read(noor, page)
    for _twice in range(2):
        assert noor.post(page, {"answer": answer, "reason": ""}).status_code == 302
    assert told in read(noor, PLAN)
    voice = PlanVoice.objects.using("owner").get()
    assert (voice.answer, voice.by_self) == (answer, True)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Kies een antwoord."),
        ({"answer": "unasked"}, "Kies een antwoord."),
        ({"answer": "agrees", "reason": "x" * 301}, "De tekst is te lang."),
    ],
)
def test_what_cannot_be_an_answer_is_refused_in_words(case: CaseWorld, sent: dict[str, str], told: str) -> None:
    made = plan_in(case)
    answer = at_home(case).post(address("my-plan-voice", made), sent)
    assert answer.status_code == 422
    assert told in words(answer)
    assert not PlanVoice.objects.using("owner").exists()


def test_what_a_worker_noted_for_the_client_is_told_and_can_be_changed(case: CaseWorld) -> None:
    made = plan_in(case)
    as_worker(case).post(
        at("case-goals-voice", case, plan_id=made),
        {
            "who": str(case.client_ids[0]),
            "answer": "unasked",
            "reason": "Noor was ziek.",
            "on": clock.today().isoformat(),
        },
    )
    seen = read(at_home(case), PLAN)
    assert "Er staat dat u nog geen antwoord kon geven." in seen
    assert "Uw toezichthouder schreef dit op." in seen


def test_a_client_reads_the_word_of_the_own_practice_for_who_works_with_them() -> None:
    assert "Een andere toezichthouder?" in read(at_home(long_running()), HOME)
    flemish = at_home(long_running("be-houses-of-justice", world=World.make("Justitiehuis")), "wannes")
    assert "U maakt het samen met uw justitieassistent." in read(flemish, PLAN)
    for page in (HOME, "/home/other-worker"):
        assert "Een andere justitieassistent?" in read(flemish, page)
        assert "begeleider" not in read(flemish, page)


# What was written


def test_a_client_reads_what_was_written_of_the_own_talks_and_by_whom(family: CaseWorld) -> None:
    kim, anna = family.client_ids
    browser = at_home(family, "kim")
    assert "Er staat nog niets." in read(browser, WRITTEN)
    as_worker(family).post(
        at("case-talk", family),
        {
            "token": str(uuid4()),
            "what": "family",
            "on": clock.today().isoformat(),
            "who": [str(kim), str(anna)],
            "common": "We aten samen.",
            f"text-{anna}": "Alleen voor Anna.",
        },
    )
    seen = read(browser, WRITTEN)
    assert "We aten samen." in seen
    assert "Alleen voor Anna." not in seen
    assert "Peter Jansen schreef dit op." in seen


# Who, and what it costs


def test_the_pages_are_for_accounts_alone(case: CaseWorld) -> None:
    made, plan = agree_in(case, "Noor belt."), plan_in(case)
    pages = (address("my-agreement", made), PLAN, address("my-plan-voice", plan), WRITTEN)
    others = {
        "worker": as_worker(case),
        "code": browser_with_code(case.link(case.round())),
        "other client": at_home(World.make("Elders").case(names=(("Ali", "Demir"),)), "ali"),
    }
    for page in pages:
        assert Browser().post(page)["Location"].startswith(LOGIN)
        for who, browser in others.items():
            if who != "other client" or page not in (PLAN, WRITTEN):
                assert browser.get(page).status_code in (404, 405), (who, page)
                assert browser.post(page).status_code in (404, 405), (who, page)
    assert "Noor belt." not in words(others["other client"].get(HOME))


def test_no_page_asks_more_when_there_is_more(case: CaseWorld) -> None:
    noor = at_home(case)
    few = [questions_for(noor, page) for page in (HOME, PLAN, WRITTEN)]
    for number in range(6):
        agree_in(case, f"Afspraak {number}.")
        plan_in(case, f"Doel {number}.")
    assert [questions_for(noor, page) for page in (HOME, PLAN, WRITTEN)] == few
