"""Averages beside those of all together: for who manages alone, with how far chance reaches, and nobody ranked."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from alliantie import clock
from alliantie.alliance import averages
from alliantie.alliance.sums_exchange import take_in
from alliantie.people.models import Organisation, Worker
from tests.alliance.pictures import wavering
from tests.alliance.test_averages import add, taking_part
from tests.alliance.test_sums_exchange import of
from tests.insight.teams import leader, manager, team_of
from tests.web.pages import flat
from tests.worklist.browse import queries, sign_in, turned_away

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

PAGE, NOW = reverse("averages"), datetime(2026, 7, 20, 9, tzinfo=UTC)


def test_the_own_average_stands_beside_that_of_all_together_and_no_other_organisation_is_named() -> None:
    world, scores = taking_part(3), wavering(30)
    add(world, scores)
    averages.take_in()
    take_in(of(1, 2, 3, 4, 5, 6))
    with clock.at(NOW):
        browser = sign_in(manager(world))
        told = flat(browser.get(PAGE).content.decode())
        assert len(queries(browser, PAGE)) == 2
    mean = f"{scores[:, 0, 0, 0].mean():.1f}".replace(".", ",")
    reach = r"\(\d,\d tot \d,\d\)"
    row = rf"Vertrouwen {mean} {reach}, 30 paren \d,\d {reach}, 240 paren"
    client, professional = told.split("Volgens de begeleider")
    assert re.search(rf"Volgens de cliënt .*{row}", client)
    assert "Binding" in client
    assert re.search(rf"Vertrouwen \d,\d {reach}, 30 paren", professional)
    assert "meer dan twee keer zo breed" in professional
    assert "Samen: 6 organisaties." in told
    assert "Organisatie 1" not in told


def test_with_too_few_pairs_or_organisations_the_page_says_what_is_needed() -> None:
    world = taking_part(4)
    add(world, wavering(20))
    averages.take_in()
    with clock.at(NOW):
        browser = sign_in(manager(world))
        assert "Er is nog niets te tonen." in flat(browser.get(PAGE).content.decode())
    add(world, wavering(20, seed=2))
    averages.take_in()
    take_in(of(1, 2, 3, 4, 5))
    with clock.at(NOW):
        told = flat(browser.get(PAGE).content.decode())
    assert "Van alle organisaties samen staat er nog niets" in told
    assert "40 paren te weinig om te zeggen" in told


def test_it_says_whether_the_organisation_takes_part_and_clients_are_told_so_only_then() -> None:
    world = team_of(1)
    browser = sign_in(manager(world))
    with clock.at(NOW):
        assert "Uw organisatie telt niet mee." in flat(browser.get(PAGE).content.decode())
        texts = reverse("practice", args=("nl-probation", "2026-1"))
        assert "van minstens dertig mensen" not in browser.get(texts).content.decode()
        Organisation.objects.using("owner").filter(id=world.organisation.id).update(averages_from="2026-08-01")
        assert "Rondes vanaf" in flat(browser.get(PAGE).content.decode())
        said = flat(browser.get(texts).content.decode())
        assert "gemiddelden van minstens dertig mensen." in said
        assert "Andere organisaties zien alleen een gemiddelde van alle organisaties samen. Dat leggen we ook" in said
        assert "Niemand kan" not in said


def test_who_leads_or_works_or_manages_nothing_finds_no_such_page() -> None:
    world = taking_part(1)
    with clock.at(NOW):
        for person in (world.workers[0], Worker.objects.using("owner").get(id=leader(world).me)):
            assert turned_away(sign_in(person).get(PAGE))
