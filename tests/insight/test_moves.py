"""The pages on which a manager sees what another version changes, moves cases to it, and moves them back."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.models import Case, Move
from alliantie.cases.operations import record_fact
from alliantie.people import administration
from alliantie.practices import Practice, library
from alliantie.practices.editing import with_value
from tests.cases.own_ways import PROBATION, adopted, planned, term_of
from tests.insight.teams import manager as manager_of
from tests.support.at_once import at_once
from tests.worklist.browse import as_client, as_worker, queries, sign_in, words
from tests.worlds import World, worker_actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

WHY = "Nieuwe afspraak met de rechtbank."


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def manager(world: World) -> Actor:
    return worker_actor(manager_of(world))


@pytest.fixture
def version(world: World, manager: Actor) -> Practice:
    return adopted(world, manager, term_of("explain-frame", "P1W"))


@pytest.fixture
def browser(world: World, manager: Actor) -> Browser:
    from alliantie.people.models import Worker

    return sign_in(Worker.objects.using("owner").get(id=manager.me))


def plan(browser: Browser, version: Practice, **typed: str) -> str:
    """The address of a move, planned on the page."""
    answer = browser.post(
        reverse("practice-move", args=(PROBATION, version.version)), {"whom": "all", "reason": WHY} | typed
    )
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_manager_sees_what_changes_in_numbers_moves_and_moves_back(
    world: World, version: Practice, browser: Browser
) -> None:
    case = world.case()
    there = plan(browser, version)
    told = words(browser, there)
    assert "Leg het kader uit: 2 weken wordt 1 week wordt eerder 1" in told
    assert "Andere termijnen dan in versie 2026-1 Leg het kader uit: 2 weken wordt 1 week" in told
    assert "Verplaats 1 zaak" in told
    assert "Noor" not in told
    assert browser.post(f"{there}/start").status_code == 302
    assert "1 zaak is verplaatst." in words(browser, there)
    assert Case.objects.using("owner").get(id=case.case_id).practice_version == version.version
    assert f"Andere versie van de werkwijze: van 2026-1 naar {version.version}" in words(
        as_worker(case), reverse("case-timeline", args=(case.case_id,))
    )
    assert WHY in words(as_worker(case), reverse("case-timeline", args=(case.case_id,)))
    # Twice is as once.
    assert browser.post(f"{there}/start").status_code == 409
    assert browser.post(f"{there}/back", {"reason": " "}).status_code == 422
    again = browser.post(f"{there}/back", {"reason": "Toch niet."})["Location"]
    assert "Leg het kader uit wordt later 1" in words(browser, again)
    assert browser.post(f"{again}/start").status_code == 302
    assert Case.objects.using("owner").get(id=case.case_id).practice_version == "2026-1"
    assert browser.post(f"{there}/back", {"reason": "Nog eens."}).status_code == 409


def test_a_manager_sees_for_what_cases_wait_longer_beside_what_is_due_and_only_in_numbers(
    world: World, manager: Actor, browser: Browser
) -> None:
    case = world.case("nl-debt-zeist", measure_id="stabilisation")
    with acting(case.worker) as actor:
        record_fact(
            actor=actor,
            now=clock.now(),
            area_id=world.area.id,
            case_id=case.case_id,
            kind="budget-listed",
            on=clock.today(),
            client_id=case.client_ids[0],
            values={"urgency": "soon"},
        )
    zeist = library().latest("nl-debt-zeist")
    place = ("norms", zeist.norms.index(zeist.norm("call-for-budget")), "within", "after")
    longer = adopted(world, manager, lambda text: with_value(text, place, "P6W"), practice_id=zeist.id)
    answer = browser.post(reverse("practice-move", args=(zeist.id, longer.version)), {"whom": "all", "reason": WHY})
    told = words(browser, answer["Location"])
    assert "Op de wachtlijst voor budgetbeheer: oproepen hoeft nog niet (wachten) wordt later 1" in told


def test_a_client_reads_that_another_version_holds_since_when_and_why(
    world: World, version: Practice, browser: Browser
) -> None:
    case = world.case()
    assert "andere versie" not in words(as_client(case), reverse("my-frame"))
    there = plan(browser, version)
    assert browser.post(f"{there}/start").status_code == 302
    told = words(as_client(case), reverse("my-frame"))
    assert "geldt een andere versie van deze werkwijze" in told
    assert WHY in told


def test_who_works_in_a_case_beside_managing_reads_its_days_and_can_choose_it_alone(
    world: World, version: Practice
) -> None:
    case = world.case()
    administration.give_office(world.workers[0], since=clock.today())
    browser = as_worker(case)
    page = words(browser, reverse("practice-move", args=(PROBATION, version.version)))
    assert "Eén zaak: Noor Yilmaz" in page
    there = plan(browser, version, whom=f"case:{case.case_id}")
    assert "Noor Yilmaz Leg het kader uit: 2 weken wordt 1 week: was " in words(browser, there)


def test_what_is_not_in_the_version_is_named_with_how_many_cases_stay(
    world: World, manager: Actor, browser: Browser
) -> None:
    without = adopted(world, manager, lambda text: text.replace("suspended-sentence", "sentence-suspended"))
    world.case()
    told = words(browser, plan(browser, without))
    assert "1 zaak blijft waar hij is" in told
    assert "maatregel: Voorwaardelijke veroordeling (1 zaak)" in told
    assert "Verplaats" not in told.split("1 zaak blijft")[1].split("Alle werkwijzen")[0]


def test_a_reason_and_whom_are_asked_in_words_and_nothing_made_up_is_taken(
    world: World, version: Practice, browser: Browser
) -> None:
    case = world.case()
    page = reverse("practice-move", args=(PROBATION, version.version))
    for typed, said in (
        ({"whom": "all", "reason": ""}, "Schrijf waarom. Medewerkers en cliënten lezen dit."),
        ({"whom": "all", "reason": "x" * 301}, "De tekst is te lang. Hij mag 300 tekens zijn."),
        ({"whom": "", "reason": WHY}, "Kies een van de antwoorden."),
        ({"whom": f"case:{case.case_id}", "reason": WHY}, "Kies een van de antwoorden."),
        ({"whom": f"team:{uuid4()}", "reason": WHY}, "Kies een van de antwoorden."),
        ({"whom": "team:" + "x" * 10_000, "reason": WHY}, "Kies een van de antwoorden."),
    ):
        answer = browser.post(page, typed)
        assert answer.status_code == 422, typed
        assert said in answer.content.decode()
    assert not Move.objects.using("owner").exists()
    ours = browser.post(reverse("practice-move", args=(PROBATION, "2026-1")), {"whom": "all", "reason": WHY})
    assert ours.status_code == 409
    assert "Er is geen lopende zaak om te verplaatsen." in ours.content.decode()


def test_a_move_is_there_for_who_manages_this_organisation_and_nobody_else(
    world: World, manager: Actor, version: Practice, browser: Browser
) -> None:
    case = world.case()
    there = reverse("practice-moving", args=(planned(world, manager, version),))
    stranger = sign_in(manager_of(World.in_area(world.area, "Elders")))
    for other in (stranger, as_worker(case), as_client(case)):
        assert other.get(there).status_code == 404
        assert other.post(f"{there}/start").status_code == 404
        assert other.post(f"{there}/back", {"reason": WHY}).status_code == 404
    assert Browser().get(there).status_code == 302
    assert browser.get(reverse("practice-moving", args=(uuid4(),))).status_code == 404
    bare = sign_in(manager_of(world), csrf=True)
    assert [bare.post(f"{there}/{each}").status_code for each in ("start", "back")] == [403, 403]
    assert Case.objects.using("owner").get(id=case.case_id).practice_version == "2026-1"


def test_two_who_press_at_once_move_each_case_once(world: World, version: Practice, browser: Browser) -> None:
    world.case()
    there = plan(browser, version)
    both = [sign_in(manager_of(world)), browser]
    statuses = at_once(*(partial(lambda each: each.post(f"{there}/start").status_code, each) for each in both))
    assert sorted(map(str, statuses)) == ["302", "409"]


def test_the_pages_cost_the_same_few_queries_however_many_cases(
    world: World, version: Practice, browser: Browser
) -> None:
    world.case()
    page = reverse("practice-move", args=(PROBATION, version.version))
    counts = []
    for _times in range(2):
        there = plan(browser, version)
        counts.append((len(queries(browser, page)), len(queries(browser, there))))
        world.case(names=(("Ali", "Demir"),))
        world.case(names=(("Kim", "Bos"),))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 6
