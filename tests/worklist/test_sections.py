"""A worker lets a colleague read some sections of a case; the colleague reads these, and the client reads of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import SectionGrant
from alliantie.access.sections import SECTIONS
from alliantie.cases.models import Case, Representation
from alliantie.cases.operations import cover
from alliantie.cases.operations.representing import Recorded, represent
from tests.access import random_things
from tests.access.random_story import Story
from tests.cases import form_ways, letter_ways
from tests.cases.section_ways import give_in
from tests.money.ledger import claim, deadline, line, papers
from tests.web.pages import flat
from tests.worklist.browse import as_client, as_worker, sign_in
from tests.worklist.work import plan_in
from tests.worlds import SINCE, CaseWorld, World, agree_in, plan_talk

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def world() -> World:
    return World.make(workers=("Peter", "Samira", "Youssef"))


@pytest.fixture
def case(world: World) -> CaseWorld:
    return world.case("nl-debt-zeist", names=(("Noor", "Yilmaz"),))


def words(answer: Any) -> str:
    """The words of an answer."""
    return flat(answer.content.decode())


def filled(case: CaseWorld, **more: Any) -> dict[str, Any]:
    today = clock.today()
    return {
        "to": f"worker:{case.world.workers[1].id}",
        "sections": ["identity", "money"],
        "ground": "task",
        "named": "Wgs artikel 3",
        "reason": "De schulden regelen.",
        "starts_on": today.isoformat(),
        "last": (today + timedelta(days=9)).isoformat(),
        **more,
    }


def of(case: CaseWorld, name: str, *more: UUID) -> str:
    return reverse(name, args=(case.case_id, *more))


def test_what_is_given_is_read_by_the_colleague_and_stands_with_the_case_and_with_the_client(case: CaseWorld) -> None:
    claim(case, of="Woonstichting")
    agree_in(case, "Noor belt de bank.")
    worker, samira = as_worker(case), sign_in(case.world.workers[1])
    assert worker.post(of(case, "case-sections-new"), filled(case)).status_code == 302
    made = SectionGrant.objects.using("owner").get()
    here = words(worker.get(of(case, "case-sections")))
    assert "Samira Jansen" in here
    assert "Leest alleen: wie erbij hoort, geld." in here
    assert "Ziet dit tot en met" in here
    assert "Noor Yilmaz" in words(samira.get(reverse("sections")))
    shown = words(samira.get(reverse("section", args=(made.id,))))
    assert "Van deze zaak ziet u: wie erbij hoort, geld. Tot en met" in shown
    assert "U kunt hier alleen lezen." in shown
    assert "Woonstichting" in shown
    # What was not given is not there, not even by its name.
    for word in ("bank", "Plan", "Afspraken", "Voorvallen", "Brieven", "Kader"):
        assert word not in shown
    client = as_client(case)
    told = words(client.get(reverse("my-involved")))
    assert "Samira Jansen" in told
    assert "Dat deel is: wie erbij hoort, geld." in told
    assert "De schulden regelen." in told
    assert "Wgs artikel 3" in told
    log = words(client.get(reverse("who-looked")))
    assert "Samira Jansen: een deel van uw zaak" in log
    assert "Samira Jansen: een lijst met uw naam" in log
    assert "Mag alleen zien: wie erbij hoort, geld" in log


def test_such_a_case_stands_in_an_own_list_and_in_no_other(case: CaseWorld) -> None:
    give_in(case, case.world.workers[1], *SECTIONS)
    agree_in(case, "Noor belt de bank.", owner="worker")
    samira = sign_in(case.world.workers[1])
    for name in ("start", "start-all", "closed", "cases-export", "own-figures"):
        assert "Noor" not in samira.get(reverse(name)).content.decode(), name
    # Who has no case at all finds the way to the list as well.
    assert reverse("sections") in samira.get(reverse("start")).content.decode()
    found = words(samira.get(reverse("search"), {"q": "Yilmas"}))
    assert "Zaken waarvan u een deel ziet Noor Yilmaz" in found
    assert "Niets gevonden" in words(samira.get(reverse("search"), {"q": "bank"}))
    assert "Niets gevonden" in words(samira.get(reverse("search"), {"q": "?"}))
    for name in ("case", "case-money", "case-timeline", "case-export", "case-sections"):
        assert samira.get(of(case, name)).status_code == 404, name


def test_who_reads_a_part_can_send_nothing(case: CaseWorld) -> None:
    made = give_in(case, case.world.workers[1], *SECTIONS)
    samira = sign_in(case.world.workers[1])
    page = samira.get(reverse("section", args=(made,))).content.decode()
    assert "<textarea" not in page
    assert of(case, "case") not in page
    for name, more in (("section", (made,)), ("sections", ())):
        assert samira.post(reverse(name, args=more)).status_code == 405
    for name in ("case-money-claim-new", "case-agreements", "case-talk", "case-sections-new"):
        assert samira.post(of(case, name), filled(case)).status_code == 404, name
    assert samira.post(of(case, "case-sections-end", made)).status_code == 404


def test_whoever_works_in_the_case_ends_it_and_the_page_is_gone_the_same_second(case: CaseWorld) -> None:
    peter, samira, youssef = case.world.workers
    made = give_in(case, samira, "money")
    now = clock.now()
    with acting(case.worker) as actor:
        cover(
            actor=actor, case_id=case.case_id, worker_id=youssef.id, starts_at=now, ends_at=now + timedelta(days=1)
        )  # fmt: skip
    stand_in, reader = sign_in(youssef), sign_in(samira)
    assert stand_in.get(of(case, "case-sections-new")).status_code == 404
    for _again in range(2):
        assert stand_in.post(of(case, "case-sections-end", made)).status_code == 302
    assert reader.get(reverse("section", args=(made,))).status_code == 404
    assert "U ziet nu geen deel" in words(reader.get(reverse("sections")))
    assert "door Youssef Jansen" in words(as_worker(case).get(of(case, "case-sections")))
    assert samira.name not in words(as_client(case).get(reverse("my-involved")))
    assert peter.name in words(as_client(case).get(reverse("my-involved")))


def test_of_a_case_that_is_closed_no_page_says_that_somebody_reads_a_part(case: CaseWorld) -> None:
    made = give_in(case, case.world.workers[1], "money")
    Case.objects.using("owner").filter(id=case.case_id).update(closed_on=clock.today())
    here = words(as_worker(case).get(of(case, "case-sections")))
    assert "Ziet nu niets: de zaak is afgesloten" in here
    assert "Ziet dit tot en met" not in here
    assert case.world.workers[1].name not in words(as_client(case).get(reverse("my-involved")))
    reader = sign_in(case.world.workers[1])
    assert reader.get(reverse("section", args=(made,))).status_code == 404
    assert "Noor" not in reader.get(reverse("sections")).content.decode()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"to": ""}, "Kies een collega of een team."),
        ({"to": "worker:nobody"}, "Kies een collega of een team."),
        ({"sections": []}, "Kies ten minste één deel."),
        ({"sections": ["alliance"]}, "Kies ten minste één deel."),
        ({"ground": "consent"}, "Kies waarom het mag."),
        ({"named": ""}, "Een grond zonder naam is niet na te gaan."),
        ({"reason": ""}, "Schrijf waarvoor de ander het nodig heeft."),
        ({"last": ""}, "Kies de laatste dag."),
        ({"last": "2020-01-01"}, "De laatste dag ligt voor de eerste dag."),
        ({"last": (clock.today() + timedelta(days=366)).isoformat()}, "Dit kan hoogstens een jaar."),
        ({"starts_on": "2020-01-01"}, "Deze dag is al geweest."),
    ],
)
def test_what_is_missing_is_asked_and_nothing_is_given(case: CaseWorld, more: dict[str, Any], said: str) -> None:
    answer = as_worker(case).post(of(case, "case-sections-new"), filled(case, **more))
    assert answer.status_code == 422
    assert said in words(answer)
    assert not SectionGrant.objects.using("owner").exists()


def test_a_household_is_given_at_once_in_the_own_cases_that_are_chosen(world: World, case: CaseWorld) -> None:
    sister = world.case(names=(("Lale", "Yilmaz"),))
    stranger, colleagues = world.case(names=(("Bart", "Smit"),)), world.case(names=(("Ömer", "Yilmaz"),), worker=2)
    page = as_worker(case).get(of(case, "case-sections-new")).content.decode()
    assert str(sister.case_id) in page
    assert str(stranger.case_id) not in page
    assert str(colleagues.case_id) not in page
    wrong = as_worker(case).post(of(case, "case-sections-new"), filled(case, beside=[str(colleagues.case_id)]))
    assert wrong.status_code == 422
    as_worker(case).post(of(case, "case-sections-new"), filled(case, beside=[str(sister.case_id)]))
    rows = SectionGrant.objects.using("owner").values_list("act", "case_id")
    assert {case_id for _act, case_id in rows} == {case.case_id, sister.case_id}
    assert len({act for act, _case in rows}) == 1


def test_what_was_sent_twice_is_given_once(case: CaseWorld) -> None:
    token = "0b8f0d3e-6a34-4a55-9d51-4b3a3f0f3a10"
    for _again in range(2):
        as_worker(case).post(of(case, "case-sections-new"), filled(case, token=token))
    assert SectionGrant.objects.using("owner").count() == 1


def test_every_section_says_what_stands_there_in_both_languages(world: World, case: CaseWorld) -> None:
    plan_in(case, "Rust in huis")
    agree_in(case, "Noor belt de bank.")
    plan_talk(case, clock.now() + timedelta(days=2))
    claim(case, of="Woonstichting")
    line(case, name="Loon van Jumbo")
    papers(case, "Loonstrook maart")
    deadline(case, clock.today() + timedelta(days=9))
    form_ways.sent(case)
    random_things._Teller(Story(clock.now()), case, 0, "q").incident(*random_things.INCIDENTS["nl-debt-zeist"])
    told = Recorded(case.client_ids[0], "administrator", "Wim", "Bij", "", "", "Beschikking", SINCE, SINCE, None)
    with acting(case.worker) as actor:
        represent(actor=actor, case_id=case.case_id, told=told, token=(token := UUID(int=7)))
    assert Representation.objects.using("owner").filter(id=token).exists()
    made, samira = give_in(case, world.workers[1], *SECTIONS), sign_in(world.workers[1])
    dutch = words(samira.get(reverse("section", args=(made,))))
    for said in (
        "Noor Yilmaz", "geboren op", "Wim Bij", "Maatregelen", "Rust in huis", "Noor belt de bank.",
        "Geplande gesprekken", "Ontruiming van de woning", "Woonstichting", "Loon van Jumbo", "Loonstrook maart",
        "Voorvalq", "Ingevulde formulieren",
    ):  # fmt: skip
        assert said in dutch
    samira.post(reverse("language"), {"language": "en", "next": "/"})
    english = words(samira.get(reverse("section", args=(made,))))
    for said in (
        "Of this case you see: who is involved, frame and conditions",
        "Who decides for them",
        "Filled-in forms",
    ):
        assert said in english


def test_a_letter_is_opened_from_the_section_of_documents() -> None:
    case = letter_ways.judged_case()
    letter = letter_ways.sent(case)
    made, samira = give_in(case, case.world.workers[1], "documents", "frame"), sign_in(case.world.workers[1])
    page = samira.get(reverse("section", args=(made,))).content.decode()
    address = reverse("section-paper", args=(made, letter))
    assert address in page
    assert samira.get(address)["Content-Type"] == "application/pdf"
    assert sign_in(case.world.workers[0]).get(address).status_code == 404


def test_a_case_without_grants_says_so_and_costs_a_page_of_a_case_no_query(case: CaseWorld) -> None:
    assert "Niemand ziet nu een deel van deze zaak." in words(as_worker(case).get(of(case, "case-sections")))
    assert "Wie een deel ziet" in words(as_worker(case).get(of(case, "case")))
