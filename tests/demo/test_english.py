"""Whoever reads English reads no Dutch: every page of a new case of each practice, in which nobody typed anything."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.test import Client as Browser

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, acting
from alliantie.access.models import Account
from alliantie.alliance import operations as alliance
from alliantie.cases import operations as cases
from alliantie.cases.queries import get_case
from alliantie.demo import accounts
from alliantie.demo.cast import ORGANISATIONS, Organisation
from alliantie.demo.plots import PLOTS
from alliantie.people.models import Client, Team
from alliantie.practices import library
from tests.access.entering import account_of, browser_of
from tests.support.dutch import DUTCH, WORD

pytestmark = pytest.mark.usefixtures("demo")

# What is called by its own name in English too: the council of the law, and who works by a practice.
NAMES = ("Raad voor de Kinderbescherming", "Het Kompas")
_NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


class Page(HTMLParser):
    """What a page says in English, also to a screen reader, and where it leads to."""

    VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.links: list[str] = []
        # For each open element, whether what is in it is said in English.
        self._speaks = [True]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element in another language, what is no text, and a file to change are not read."""
        own = dict(attrs)
        speaks = (
            self._speaks[-1] and tag not in ("script", "style", "textarea", "pre") and own.get("lang", "en") == "en"
        )
        if speaks:
            self.said += [said for name in ("aria-label", "title", "placeholder", "alt") if (said := own.get(name))]
        if tag == "a" and (to := own.get("href")):
            self.links.append(to)
        if tag not in self.VOID:
            self._speaks.append(speaks)

    def handle_endtag(self, tag: str) -> None:
        """Back to what the element stands in."""
        if tag not in self.VOID:
            self._speaks.pop()

    def handle_data(self, data: str) -> None:
        """What is said."""
        if self._speaks[-1] and data.strip():
            self.said.append(" ".join(data.split()))


def dutch_in(page: Page) -> list[str]:
    """What a page says in Dutch."""
    return [said for said in page.said if DUTCH & set(WORD.findall(_without_names(said).lower()))]


def _without_names(said: str) -> str:
    for name in NAMES:
        said = said.replace(name, "")
    return said


def walk(browser: Browser, start: str, within: str) -> dict[str, list[str]]:
    """Every kind of page that can be reached from a page by links within a place, once, with what it says in Dutch."""
    browser.cookies["language"] = "en"
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    queue = [start]
    while queue:
        address = queue.pop(0).split("#")[0]
        kind = _NUMBER.sub("-", address)
        if kind in seen or not address.startswith(within):
            continue
        seen.add(kind)
        answer = browser.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = Page(answer.content.decode())
        found[kind] = dutch_in(page)
        queue += page.links
    return found


def new_case(organisation: Organisation) -> tuple[Browser, str, Client]:
    """The browser of a worker with a case that was opened today, its address, and its first client."""
    login = next(
        each.login for each in accounts() if each.practice_id == organisation.practice_id and each.role == "worker"
    )
    with acting(DOOR):
        account = Account.objects.get(login=login)
    actor, practice = (
        Actor("worker", account.worker_id, area_id=account.area_id),
        library().latest(organisation.practice_id),
    )
    plot = PLOTS[practice.id][0]
    people = [
        cases.NewPerson(f"Robin{place}", "Test", clock.today().replace(year=2010), member.role, "en", False)
        for place, member in enumerate(plot.members)
    ]
    with acting(actor), transaction.atomic():
        opened = cases.open_case(
            actor=actor,
            now=clock.now(),
            team=Team.objects.using("owner").get(organisation__name=organisation.name),
            practice=practice,
            measure_ids=[plot.measure],
            people=people,
            before="Elsewhere.",
        )
        case = get_case(actor, opened.case_id)
        alliance.begin_pairs(actor=actor, case=case, practice=practice, worker_id=actor.me)
    return browser_of(account), f"/cases/{opened.case_id}/", Client.objects.using("owner").get(id=opened.client_ids[0])


@pytest.mark.parametrize("organisation", ORGANISATIONS, ids=lambda each: each.practice_id)
def test_a_new_case_its_clients_and_the_book_of_its_practice_are_read_in_english(organisation: Organisation) -> None:
    worker, address, client = new_case(organisation)
    found = walk(worker, address, address)
    # The case, talks, what can happen, decisions, letters, incidents, rules and the plan at least.
    assert len(found) > 25
    own = walk(browser_of(account_of(client, f"robin.{organisation.place}")), "/home", "/home")
    assert len(own) > 8
    manager = next(
        each.login for each in accounts() if each.practice_id == organisation.practice_id and each.role == "manager"
    )
    with acting(DOOR):
        manages = browser_of(Account.objects.get(login=manager))
    version = library().latest(organisation.practice_id).version
    book = walk(manages, f"/practices/{organisation.practice_id}/{version}/", f"/practices/{organisation.practice_id}/")
    assert book
    assert {kind: said for kind, said in {**found, **own, **book}.items() if said} == {}
