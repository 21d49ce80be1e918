"""Pages of research: a client and a worker choose for themselves, a researcher asks and fetches, an officer decides."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.policies import Denied
from alliantie.alliance.models import Research, ResearchConsent, ResearchUse
from alliantie.alliance.operations import research
from alliantie.cases.models import Representation, Representative
from alliantie.people.administration import OWNER
from alliantie.people.models import Client, Worker
from alliantie.research.making import make_exports
from tests.insight.teams import leader, manager, team_of
from tests.portal.people import too_long
from tests.research.allowing import STUDY, allowing_pairs, asked, officer, researcher
from tests.worklist.browse import as_client, as_worker, by_code, sign_in, turned_away, words
from tests.worlds import CaseWorld, World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PAGE = "/home/research"


def running() -> int:
    return ResearchConsent.objects.using(OWNER).filter(withdrawn_at=None).count()


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def test_a_client_says_yes_and_stops_and_nobody_has_to_say_no(case: CaseWorld) -> None:
    browser = as_client(case)
    assert too_long(browser.get(PAGE)) == []
    assert "U doet nu niet mee." in words(browser, PAGE)
    assert "Onderzoek" in words(browser, "/home")
    for _twice in range(2):
        answer = browser.post(PAGE, {"research": "yes"}, follow=True)
        assert too_long(answer) == []
        assert "Bewaard. U doet mee." in answer.content.decode()
    assert running() == 1
    assert "Bewaard. U doet niet mee." in browser.post(PAGE, {"research": "no"}, follow=True).content.decode()
    assert running() == 0
    # Anything else changes nothing.
    browser.post(PAGE, {"research": "maybe"})
    assert running() == 0


def test_the_page_says_je_to_a_young_person_and_asks_nothing_before_sixteen() -> None:
    case = World.make().case("nl-save-protection", names=(("Kim", "Wit"),), roles=("young_person",))
    browser = as_client(case)
    assert "Je doet nu niet mee." in words(browser, PAGE)
    born = clock.today() - timedelta(days=15 * 366)
    Client.objects.using(OWNER).filter(id=case.client_ids[0]).update(born_on=born)
    assert "Dit vragen wij vanaf 16 jaar." in words(browser, PAGE)
    browser.post(PAGE, {"research": "yes"})
    assert running() == 0


def test_for_whom_somebody_else_decides_on_care_nobody_says_yes_here(case: CaseWorld) -> None:
    who = Representative.objects.using(OWNER).create(
        area=case.world.area, organisation=case.world.organisation, given_name="Ans", family_name="Wit"
    )
    Representation.objects.using(OWNER).create(
        area=case.world.area, case_id=case.case_id, client_id=case.client_ids[0], representative=who, ground="curator",
        document="Beschikking", document_on=date(2026, 1, 1), starts_on=date(2026, 1, 1), care=True, money=True,
        recorded_by=case.worker.me, recorded_at=clock.now(),
    )  # fmt: skip
    as_client(case).post(PAGE, {"research": "yes"})
    assert running() == 0


def test_a_code_is_not_the_client(case: CaseWorld) -> None:
    round_id = case.round()
    assert turned_away(by_code(case, round_id).get(PAGE)) or by_code(case, round_id).get(PAGE).status_code == 403
    link = case.link(round_id)
    with acting(link), pytest.raises(Denied):
        research.consent(actor=link, yes=True)
    assert running() == 0


def everything(case: CaseWorld) -> list[str]:
    """What the pages of a worker say, without what differs at each look."""
    browser = as_worker(case)
    pages = ("/", f"/cases/{case.case_id}/", "/figures/own", "/research/own")
    return [re.sub(r'name="csrfmiddlewaretoken"[^>]*', "", browser.get(each).content.decode()) for each in pages]


def test_what_a_client_chose_is_on_no_page_of_the_worker(case: CaseWorld) -> None:
    before = everything(case)
    as_client(case).post(PAGE, {"research": "yes"})
    assert running() == 1
    assert everything(case) == before


def test_a_worker_chooses_for_the_own_side_alone(case: CaseWorld) -> None:
    browser, page = as_worker(case), reverse("research-own")
    assert "Uw antwoorden gaan nu niet mee." in words(browser, page)
    browser.post(page, {"research": "yes"})
    assert "Uw antwoorden mogen mee" in words(browser, page)
    assert list(ResearchConsent.objects.using(OWNER).values_list("client_id", "worker_id")) == [(None, case.worker.me)]
    browser.post(page, {"research": "no"})
    assert running() == 0


def filled(**more: str) -> dict[str, str]:
    until = (clock.today() + timedelta(days=300)).isoformat()
    return {
        "token": str(uuid4()), "study": STUDY, "institution": "Hogeschool", "purpose": "Samenhang nagaan.",
        "reference": "EC 2026-17", "sides": "both", "until": until, **more,
    }  # fmt: skip


def test_from_asking_to_fetching_on_the_pages() -> None:
    world = team_of(3)
    for worker in range(3):
        allowing_pairs(world, 12, worker=worker, seed=worker)
    rosa, vera = sign_in(researcher(world)), sign_in(officer(world))
    sent = filled()
    answers = [rosa.post(reverse("research-new"), sent) for _twice in range(2)]
    assert {each.status_code for each in answers} == {302}
    one = Research.objects.using(OWNER).get()
    page, decide = reverse("research-one", args=[one.id]), reverse("privacy-research-one", args=[one.id])
    assert "Wacht op een besluit" in words(rosa, page)
    assert STUDY in words(vera, reverse("privacy-research"))
    # No is as easy to see as yes.
    assert "utrecht-button--primary-action" not in vera.get(decide).content.decode()
    assert vera.post(decide, {"do": "refuse", "why": ""}).status_code == 422
    assert vera.post(decide, {"do": "approve"}).status_code == 302
    assert vera.post(decide, {"do": "approve"}).status_code == 409
    assert "Wordt gemaakt" in words(rosa, page)
    assert rosa.post(reverse("research-file", args=[one.id])).status_code == 409
    make_exports(clock.now())
    assert "Klaar om op te halen" in words(rosa, page)
    given: Any = rosa.post(reverse("research-file", args=[one.id]))
    assert given.content.startswith(b"PK")
    again = rosa.post(reverse("research-file", args=[one.id]))
    assert again.status_code == 409
    assert "al opgehaald of verlopen" in again.content.decode()
    assert "Opgehaald" in words(rosa, page)
    assert STUDY in words(sign_in(Client.objects.using(OWNER).get(id=used_by(one))), PAGE)


def used_by(one: Research) -> UUID:
    found = ResearchUse.objects.using(OWNER).filter(research_id=one.id).values_list("client_id", flat=True)[0]
    assert found
    return found


@pytest.mark.parametrize(
    "wrong",
    [
        {"study": " "}, {"institution": ""}, {"purpose": ""}, {"reference": ""}, {"sides": "all"}, {"until": ""},
        {"until": "2020-01-01"}, {"until": "2999-01-01"}, {"study": "x" * 121}, {"purpose": "x" * 1001},
    ],
    ids=str,
)  # fmt: skip
def test_an_incomplete_request_says_what_to_mend_and_asks_nothing(wrong: dict[str, str]) -> None:
    rosa = sign_in(researcher(team_of(1)))
    answer = rosa.post(reverse("research-new"), filled(**wrong))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="errors"' in page
    # What was typed is still there, too long as it is.
    assert all(value.strip() in page for name, value in wrong.items() if name in ("study", "purpose"))
    assert not Research.objects.using(OWNER).exists()


def test_five_that_wait_are_enough() -> None:
    world = team_of(1)
    worker = researcher(world)
    for _each in range(5):
        asked(worker_actor(worker))
    answer = sign_in(worker).post(reverse("research-new"), filled())
    assert answer.status_code == 409
    assert Research.objects.using(OWNER).count() == 5


def test_pages_of_research_are_there_for_nobody_else(case: CaseWorld) -> None:
    world, there = case.world, World.make("Elders")
    found = asked(worker_actor(researcher(world)))
    lead = leader(world)
    others = [
        as_worker(case), as_client(case), sign_in(manager(world)), sign_in(Worker.objects.using(OWNER).get(id=lead.me)),
        sign_in(researcher(there)), sign_in(officer(there)), sign_in(researcher(world)),
    ]  # fmt: skip
    for browser in others:
        for name in ("research-one", "privacy-research-one"):
            assert turned_away(browser.get(reverse(name, args=[found])))
        assert turned_away(browser.post(reverse("research-file", args=[found])))
        assert turned_away(browser.post(reverse("privacy-research-one", args=[found]), {"do": "approve"}))
    for browser in others[:4]:
        for name in ("research", "research-new", "privacy-research"):
            assert turned_away(browser.get(reverse(name)))
