"""The pages of who leads or manages do not exist for anyone else, and their links show only to them."""

from __future__ import annotations

import pytest
from django.test import Client as Browser
from django.urls import reverse

from alliantie import clock
from alliantie.alliance.jobs import keep_round_figures
from alliantie.people.administration import end_office
from alliantie.people.models import Worker
from tests.insight.teams import leader, manager
from tests.worklist.browse import as_client, as_worker, by_code, queries, sign_in, words
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PRACTICE, ZEIST = ("nl-probation", "2026-1"), ("nl-debt-zeist", "2026-1")
EITHER = [reverse("team-figures"), reverse("outcomes"), reverse("stock"), reverse("stock-file")]
MANAGER = [
    reverse("practices"),
    reverse("practice-check"),
    reverse("practice", args=PRACTICE),
    reverse("practice-compare", args=PRACTICE),
    reverse("practice-tables", args=ZEIST),
    reverse("practice-table", args=(*ZEIST, "offer")),
    reverse("practice-new"),
    reverse("practice-move", args=PRACTICE),
    reverse("questionnaires"),
    reverse("questionnaire-check"),
    reverse("questionnaire", args=("own", "1")),
    reverse("questionnaire-compare", args=("own", "1")),
]
SENDING = [
    reverse("practice-release", args=PRACTICE),
    reverse("practice-take-back", args=PRACTICE),
    reverse("practice-table-withdraw", args=(*ZEIST, "offer")),
]
# Pages of the copy that an organisation is changing, there once it was made, and what is sent on them.
COPY = reverse("practice-copy", args=PRACTICE)
DRAFT = reverse("practice-draft", args=PRACTICE[:1])
DRAFTS = [DRAFT, f"{DRAFT}/rules/explain-frame", f"{DRAFT}/talks", f"{DRAFT}/talks/home-visit"]
DRAFTS += [f"{DRAFT}/letters/breach-report", f"{DRAFT}/text", f"{DRAFT}/book", f"{DRAFT}/case"]


def status(browser: Browser, address: str) -> int:
    sent = browser.post(address) if address in SENDING else browser.get(address)
    return sent.status_code


def leading(world: World) -> Worker:
    return Worker.objects.using("owner").get(id=leader(world).me)


def test_each_page_is_there_for_whom_it_is_and_for_nobody_else() -> None:
    world = World.make()
    case = world.case()
    leads, manages = sign_in(leading(world)), sign_in(manager(world))
    others = [as_worker(case), as_client(case), by_code(case, case.round())]
    for address in MANAGER:
        assert [status(each, address) for each in (leads, manages, *others)] == [404, 200, 404, 404, 404], address
    for address in EITHER:
        assert [status(each, address) for each in (leads, manages, *others)] == [200, 200, 404, 404, 404], address
    for address in SENDING:
        assert [status(each, address) for each in (leads, *others)] == [404] * 4, address
        assert manages.get(address).status_code == 405
    for address in (*EITHER, *MANAGER, *SENDING):
        assert status(Browser(), address) == 302, address


def test_the_copy_of_an_organisation_is_there_for_who_manages_it_and_for_nobody_else() -> None:
    world = World.make()
    case = world.case()
    leads, manages = sign_in(leading(world)), sign_in(manager(world))
    elsewhere = sign_in(manager(World.in_area(world.area, "Elders")))
    others = [leads, as_worker(case), as_client(case), by_code(case, case.round())]
    assert [each.post(COPY).status_code for each in (*others, manages)] == [404] * 4 + [302]
    for address in DRAFTS:
        assert [each.get(address).status_code for each in (manages, *others, elsewhere)] == [200] + [404] * 5, address
        assert Browser().get(address).status_code == 302, address
    for address in (f"{DRAFT}/adopt", f"{DRAFT}/discard"):
        assert [each.post(address, {"seen": 1}).status_code for each in (*others, elsewhere)] == [404] * 5, address
        assert manages.get(address).status_code == 405
    for address in (f"{DRAFT}/rules/none", f"{DRAFT}/talks/none", f"{DRAFT}/letters/{'x' * 300}"):
        assert manages.get(address).status_code == 404, address


def test_the_links_are_on_the_pages_of_who_holds_the_office_and_cost_no_query() -> None:
    world = World.make()
    case = world.case()
    plain, leads, manages = as_worker(case), sign_in(leading(world)), sign_in(manager(world))
    assert "Cijfers van het team" not in words(plain, "/")
    assert "Aantallen" not in words(plain, "/")
    assert "Werkwijzen" not in words(plain, "/")
    assert "Cijfers van het team Aantallen" in words(leads, "/")
    assert "Werkwijzen" not in words(leads, "/")
    assert "Cijfers van de rondes Aantallen Werkwijzen Vragenlijsten" in words(manages, "/")
    assert "Cijfers van het team" not in words(manages, "/")
    assert not [sql for sql in queries(manages, "/search") if "office" in sql]


def test_an_office_that_ended_closes_its_pages_the_same_day() -> None:
    world = World.make()
    worker = manager(world)
    browser = sign_in(worker)
    assert status(browser, MANAGER[0]) == 200
    end_office(worker, on=clock.today())
    assert status(browser, MANAGER[0]) == 404
    assert "Werkwijzen" not in words(browser, "/")


def test_a_manager_reads_the_practices_of_the_own_organisation_alone() -> None:
    world = World.make()
    world.organisation.practices = ["nl-probation"]
    world.organisation.save(using="owner")
    browser = sign_in(manager(world))
    assert "Reclasseringstoezicht" in words(browser, reverse("practices"))
    assert "Schuld" not in words(browser, reverse("practices"))
    for name in ("practice", "practice-compare"):
        for made_up in (("nl-debt-zeist", "2026-1"), ("nl-probation", "1999-1"), ("niets", "2026-1"), ("own", "1")):
            assert status(browser, reverse(name, args=made_up)) == 404, made_up
    for made_up in (("own", "99"), ("niets", "1"), ("own", "x" * 300)):
        assert status(browser, reverse("questionnaire", args=made_up)) == 404, made_up
    assert browser.get(reverse("practice-compare", args=PRACTICE), {"with": "1999-1"}).status_code == 404


def test_a_manager_of_another_organisation_in_the_same_area_manages_there_alone() -> None:
    world = World.make()
    other = World.in_area(world.area, "Elders")
    other.organisation.practices = ["nl-debt-zeist"]
    other.organisation.save(using="owner")
    browser = sign_in(manager(other))
    assert status(browser, reverse("practice", args=PRACTICE)) == 404
    assert browser.post(SENDING[0], {"seen": ""}).status_code == 404


def test_a_page_costs_the_same_however_much_there_is_to_read() -> None:
    world = World.make()
    leads, manages = sign_in(leading(world)), sign_in(manager(world))
    keep_round_figures(0)
    assert len(queries(leads, reverse("team-figures"))) == 3
    assert len(queries(manages, reverse("practices"))) == 4
    assert len(queries(manages, reverse("practice", args=PRACTICE))) == 2
    assert len(queries(manages, reverse("practice-compare", args=PRACTICE))) == 2
    assert len(queries(manages, reverse("questionnaires"))) == 2
    assert len(queries(manages, reverse("questionnaire", args=("own", "1")))) == 1


def test_a_leader_of_no_clients_reads_that_there_are_too_few() -> None:
    world = World.make()
    text = words(sign_in(leading(world)), reverse("team-figures"))
    assert "Te weinig cliënten om te tonen." in text
    assert "Hoe berekend?" in text
    assert "%" not in text
    assert world.workers[0].given_name not in text
