"""A worker who looks alone sees no picture, and nothing of theirs changes when the client begins, refuses or sends."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from alliantie.practices import library
from tests.browser.looks import heading
from tests.browser.people import Both, Client, Worker, go
from tests.browser.way_in import choose_pin, come_in, invite, make_way_in, newcomer
from tests.browser.windows import DESKTOP, PHONE, Site, Windows

NOISE = re.compile(r'name="(csrfmiddlewaretoken|token)" value="[^"]*"')
ALONE = ("picture", "talk", "together")
OF_THE_ROUND = ("", "mine", "standing", "invite", "flag", "together", "picture", "talk", "together/state", "talk/state")
OF_THE_CLIENT = ("frame", "notice", "not-now", "resume", "question/1", "review", "share", "pause", "less", "after")
EIGHT = ["Ja", "Een beetje", "Ja", "Nee", "Een beetje", "Ja", "Ja", "Nee"]


def sees_no_picture(page: Page, round_url: str) -> None:
    """The addresses typed by hand: refused in words, without picture, table, marks or cards."""
    for place in ALONE[:2]:
        answer = page.goto(f"{round_url}{place}")
        assert answer is not None
        assert answer.status == 409, place
        heading(page, "Dit kan nu niet")
        expect(page.locator("main")).to_contain_text("Samen kijken kan nog niet.")
    page.goto(f"{round_url}together")
    assert page.locator("main").locator(".picture, table, .card, circle.picture-client, .review").count() == 0


def round_of(page: Page, title: str) -> str:
    """The address of a round on the start page, with a slash at the end."""
    page.goto("/")
    href = page.locator(".row-title", has_text=title).get_attribute("href")
    assert href is not None
    return href


def test_a_worker_who_looks_alone_sees_nothing_at_any_moment(windows: Windows) -> None:
    worker = windows.sign_in("lien.justitiehuis", DESKTOP)
    both = Both.of("wannes.justitiehuis", "lien.justitiehuis")
    here = round_of(worker, f"Vul uw kant in: {both.client}")
    sees_no_picture(worker, here)
    worker.goto(here)
    Worker(worker, both).answers_all(EIGHT)
    sees_no_picture(worker, here)
    for place in OF_THE_CLIENT:
        assert worker.request.get(f"{here}{place}").status == 404, place


def test_a_worker_who_confirms_alone_waits_without_a_picture(windows: Windows) -> None:
    worker = windows.sign_in("peter.reclassering", DESKTOP)
    worker.goto("/")
    row = worker.locator(".row-title", has_text="Samen kijken kan:")
    client = row.inner_text().removeprefix("Samen kijken kan: ")
    here = round_of(worker, f"Samen kijken kan: {client}")
    sees_no_picture(worker, here)
    worker.goto(f"{here}together")
    go(worker, "Peter: ik kijk mee")
    expect(worker.get_by_role("status")).to_have_text("We wachten op de ander.")
    sees_no_picture(worker, here)
    expect(worker.get_by_role("status")).to_have_text("We wachten op de ander.")
    # Pressing again in another window of the same worker is no second person.
    again = windows.sign_in("peter.reclassering", DESKTOP)
    again.goto(f"{here}together")
    expect(again.get_by_role("status")).to_have_text("We wachten op de ander.")
    token = again.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    again.request.post(
        f"{here}together", form={"csrfmiddlewaretoken": token}, headers={"Origin": windows.site.url}, max_redirects=0
    )
    sees_no_picture(again, here)


@dataclass
class Watched:
    """Everything a worker can open about one client, read as the server sends it."""

    page: Page
    addresses: tuple[str, ...]

    @classmethod
    def of(cls, page: Page, client: str) -> Watched:
        """The start page, the case page and all pages of the running round with a client."""
        here = round_of(page, f"Vul uw kant in: {client}")
        case = page.locator("#cases").locator("xpath=..").locator(".row-title", has_text=client).get_attribute("href")
        assert case is not None
        pages = ("/", "/all", f"/search?q={client}", "/cases/export", case, f"{case}timeline")
        return cls(page, (*pages, *(f"{here}{place}" for place in (*OF_THE_ROUND, *OF_THE_CLIENT))))

    def read(self) -> dict[str, tuple[int, str, str, str]]:
        """Status, where it led, content type and content of each page, without what differs at each reading."""
        found = {}
        for address in self.addresses:
            answer = self.page.request.get(address)
            kind = answer.headers.get("content-type", "")
            found[address] = (answer.status, answer.url, kind, NOISE.sub("", answer.text()))
        assert all(status in (200, 204, 404, 409) for status, *_rest in found.values())
        return found


def begins(client: Client) -> None:
    """Take part, answer three questions, and stop half-way."""
    client.reads_notice(8, 3)
    go(client.page, "Ik doe mee")
    for _question in range(3):
        expect(client.page.locator("main h1")).to_be_focused()
        client.page.get_by_role("radio", name="Ja", exact=True).check()
        expect(client.page.locator(".save-status")).to_have_text("Bewaard")
        step = client.page.url
        go(client.page, "Volgende")
        expect(client.page).not_to_have_url(step)


def erases(client: Client) -> None:
    """Throw away what was answered."""
    go(client.page, "Stoppen", link=True)
    go(client.page, "Wis mijn antwoorden")
    expect(client.page.locator("h1")).to_have_text(re.compile("gewist"))


def refuses(client: Client) -> None:
    """Say no, for good."""
    go(client.page, "Verder met de vragen", link=True)
    expect(client.page.locator("h1")).not_to_have_text(re.compile("gewist"))
    # Who came by a code stopped with it, and says who it is again.
    if client.page.locator("h1").inner_text() == "Kies een pincode":
        choose_pin(client.page)
    client.reads_notice(8, 3)
    go(client.page, "Niet meer vragen")
    heading(client.page, "Goed. Dat heeft geen gevolgen.")


def joins_and_sends(client: Client) -> None:
    """Take part after all, answer everything and send it."""
    go(client.page, "Toch meedoen")
    client.reads_notice(8, 3)
    go(client.page, "Ik doe mee")
    expect(client.page.locator(".question-step")).to_have_text(re.compile("Vraag 1 van "))
    while client.page.locator(".question-step").count():
        step = client.page.url
        client.page.get_by_role("radio", name="Een beetje", exact=True).check()
        go(client.page, "Volgende")
        expect(client.page).not_to_have_url(step)
    go(client.page, "Volgende", link=True)
    client.shares_and_sends("Alleen het beeld")


def takes_back(client: Client) -> None:
    """Take back what was sent."""
    go(client.page, "Toch minder laten zien, of intrekken", link=True)
    go(client.page, "Intrekken en wissen")
    expect(client.page.locator("h1")).not_to_have_text("Toch minder laten zien")


STEPS: tuple[Callable[[Client], None], ...] = (begins, erases, refuses, joins_and_sends, takes_back)


@pytest.mark.parametrize("way", ["account", "link", "newcomer"])
def test_the_workers_pages_stay_the_same_whatever_the_client_does(windows: Windows, site: Site, way: str) -> None:
    worker, both, opens = ways_in(windows, site)[way]()
    watched = Watched.of(worker, both.client)
    watched.read()  # the first reading notes in the log that the worker read
    before = watched.read()
    phone = opens()
    client = Client(phone, both)
    assert client.reads_frame_if_asked() == (way != "account")
    for step in STEPS:
        step(client)
        after = watched.read()
        assert {each for each in before if before[each] != after[each]} == set(), step.__name__


def ways_in(windows: Windows, site: Site) -> dict[str, Callable[[], tuple[Page, Both, Callable[[], Page]]]]:
    """How a client comes to the questions: worker's page, the pair, and what opens the client's page."""

    def account() -> tuple[Page, Both, Callable[[], Page]]:
        def opens() -> Page:
            phone = windows.sign_in("chantal.zeist", PHONE)
            go(phone, "Vul de vragen in", link=True)
            return phone

        return windows.sign_in("daan.zeist", DESKTOP), Both.of("chantal.zeist", "daan.zeist"), opens

    def by_link(worker: Page, both: Both, address: str, code: str) -> tuple[Page, Both, Callable[[], Page]]:
        def opens() -> Page:
            phone = windows.page(PHONE)
            come_in(phone, address, code)
            return phone

        return worker, both, opens

    def link() -> tuple[Page, Both, Callable[[], Page]]:
        worker = windows.sign_in("hanneke.tilburg", DESKTOP)
        way = invite(worker, "Emine", "Eigen telefoon, later met een link")
        return by_link(worker, Both.of("emine.tilburg", "hanneke.tilburg"), *way)

    def new() -> tuple[Page, Both, Callable[[], Page]]:
        worker = windows.sign_in("femke.opvang", DESKTOP)
        name, family = newcomer(site)
        both = Both(name, "Femke", library().latest("nl-shelter-tussenvoorziening"))
        Worker(worker, both).starts_round(8, f"{name} {family}")
        return by_link(worker, both, *make_way_in(worker, name, "Eigen telefoon, later met een link"))

    return {"account": account, "link": link, "newcomer": new}
