"""Who is involved and directs, what each sees and why; and nothing of a client is opened without a line in the log."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import NoReverseMatch, reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.access.models import Reading
from alliantie.access.routes import can_be_opened, kinds_of
from alliantie.cases import operations
from alliantie.cases.operations.sharing import Person, stop_sharing
from alliantie.people import administration
from tests.access.entering import account_of, browser_of, words
from tests.access.test_routes import ADDRESSES
from tests.cases.sharing_ways import share_in
from tests.portal.people import at_home, hand_over, questions_for, too_long
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

PAGE = "/home/involved"
ABOUT_TEXTS = {"case-rules", "case-practice"}
"""What shows the practice alone, and nothing of its client."""


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def test_who_directs_stands_first_with_what_each_sees_since_when_and_why(case: CaseWorld) -> None:
    now = clock.now()
    with acting(case.worker) as actor:
        operations.cover(
            actor=actor,
            case_id=case.case_id,
            worker_id=case.world.workers[1].id,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(days=3),
        )
    page = at_home(case).get(PAGE)
    told = words(page)
    assert too_long(page) == []
    assert told.index("Peter Jansen heeft de leiding.") < told.index("Valt in voor een collega.")
    assert "Van rondes alleen wat u wilt laten zien." in told
    assert "Ziet geen antwoorden van uw rondes." in told
    assert re.search(r"Sinds \w+ \d+ \w+\.", told)
    assert "Nog niet getoetst aan de huidige wet." in told


def test_a_partner_with_an_account_stands_among_them_until_it_stops(case: CaseWorld) -> None:
    made = share_in(case, person=Person("Petra", "Smit", "De Horizon", "030 111 22 33"))
    browser = at_home(case)
    page = browser.get(PAGE)
    told = words(page)
    assert too_long(page) == []
    assert "Petra Smit, De Horizon Werkt ergens anders. Ziet alleen wat wij over u delen." in told
    with acting(case.worker) as actor:
        stop_sharing(actor=actor, sharing_id=made, why="Klaar.")
    assert "Petra Smit" not in words(browser.get(PAGE))


def test_after_a_hand_over_the_new_worker_directs_and_the_old_one_is_gone(case: CaseWorld) -> None:
    hand_over(case)
    told = words(at_home(case).get(PAGE))
    assert "Samira Jansen heeft de leiding." in told
    assert "Peter Jansen" not in told


def test_it_costs_a_question_a_case_and_no_more(case: CaseWorld) -> None:
    assert questions_for(at_home(case), PAGE) <= 8


def test_whatever_a_worker_opens_of_a_case_leaves_a_line_in_the_clients_log() -> None:
    case = World.make().case("nl-debt-zeist")
    browser = browser_of(account_of(case.world.workers[0], "peter"))
    forgotten, tried = [], 0
    for address in ADDRESSES:
        if "worker" not in (kinds_of(address.view) or ()) or not can_be_opened(address.view):
            continue
        for rest in ({}, {"client_id": case.client_ids[0]}):
            try:
                page = reverse(address.name, kwargs={"case_id": case.case_id} | rest)
            except NoReverseMatch:
                continue
            with connections["owner"].cursor() as cursor:
                cursor.execute("DELETE FROM access_reading")
            if browser.get(page).status_code == 200:
                tried += 1
                if not Reading.objects.using("owner").filter(client_id=case.client_ids[0]).exists():
                    forgotten.append(address.name)
    assert tried > 20
    assert " ".join(sorted(set(forgotten) - ABOUT_TEXTS)) == ""


def test_what_somebody_sees_is_told_in_sentences_apart() -> None:
    told = words(at_home(World.make().case("nl-debt-zeist")).get(PAGE))
    assert "Ook uw geld. Van rondes alleen wat u wilt laten zien." in told


def test_that_a_manager_sees_averages_is_told_where_the_organisation_takes_part() -> None:
    case = World.make().case("nl-debt-zeist")
    browser = at_home(case)
    assert "Wie de organisatie beheert, ziet alleen aantallen. Geen namen." in words(browser.get(PAGE))
    organisation = case.world.organisation
    administration.take_part_in_averages(organisation, clock.today() + timedelta(days=1), today=clock.today())
    told = words(browser.get(PAGE))
    assert "Wie de organisatie beheert, ziet aantallen en gemiddelden. Geen namen." in told
    assert "Is uw medewerker ziek of weg?" in told
