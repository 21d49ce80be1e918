"""The worker's device, handed over: closing the page ends the turn, and with it goes how the client let pages look."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.alliance.ways import LOCKED, at, handed, type_pin
from tests.worklist.browse import as_client, as_worker, by_code
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def case() -> CaseWorld:
    return World.make(workers=("Peter", "Samira")).case()


def leave(browser: Browser, round_id: UUID, page: str) -> int:
    """The page with this number is closed or left."""
    return browser.post(at("round-left", round_id), {"page": page}).status_code


def is_locked(browser: Browser, address: str = "/") -> bool:
    """Whether this browser shows the locked page, wherever it wants to go."""
    return LOCKED in browser.get(address, follow=True).content.decode()


def number(browser: Browser, round_id: UUID, route: str = "round-notice", **more: object) -> str:
    """Show a page on the device. Returns the number it carries."""
    found = re.search(r'name="page" value="(\w+)"', browser.get(at(route, round_id, **more)).content.decode())
    assert found
    return found[1]


def test_closing_the_page_ends_the_turn_and_the_draft_waits(case: CaseWorld) -> None:
    round_id = case.round()
    browser = handed(case, round_id)
    browser.post(at("round-notice", round_id), {"choice": "yes"})
    browser.post(at("round-question", round_id, step=1), {"answer": "4"})
    leave(browser, round_id, number(browser, round_id, "round-question", step=2))
    assert is_locked(browser)
    assert browser.get(at("round-question", round_id, step=2))["Location"] == reverse("locked")
    assert "link" not in browser.session
    again = handed(case, round_id)
    assert again.get(at("round-resume", round_id))["Location"].startswith(at("round-question", round_id, step=2))


def test_a_link_or_a_reload_leaves_a_page_and_the_turn_goes_on(case: CaseWorld) -> None:
    """The browser says that a page is left when the next one is there already."""
    round_id = case.round()
    browser = handed(case, round_id)
    before = number(browser, round_id)
    now = number(browser, round_id)
    assert leave(browser, round_id, before) == 204
    assert browser.get(at("round-notice", round_id)).status_code == 200
    for tampered in (now[:-1], "", "x" * 100_000, "\0"):
        assert leave(browser, round_id, tampered) == 204
    assert browser.get(at("round-notice", round_id)).status_code == 200


def test_a_device_closed_before_the_pin_was_chosen_is_locked_too(case: CaseWorld) -> None:
    round_id = case.round()
    browser = as_worker(case)
    browser.post(at("round-hand", round_id))
    leave(browser, round_id, number(browser, round_id, "round-hello"))
    assert browser.get(at("round-hello", round_id))["Location"] == reverse("locked")


def test_only_a_turn_on_the_workers_device_can_be_left(case: CaseWorld) -> None:
    round_id = case.round()
    other = World.make("Elders").case()
    for browser in (as_worker(case), as_client(case), as_worker(other), as_client(other)):
        assert leave(browser, round_id, "") == 404
        assert browser.get(reverse("start"), follow=True).status_code == 200
    assert Browser().post(at("round-left", round_id))["Location"].startswith(reverse("account_login"))
    browser = handed(case, round_id)
    assert browser.get(at("round-left", round_id)).status_code == 405
    # Of another round the turn knows nothing, and ends at once.
    assert leave(browser, other.round(), "x") == 302
    assert is_locked(browser)
    phone = by_code(case, round_id)
    assert leave(phone, round_id, "") == 404


def test_only_a_turn_on_the_workers_device_is_kept_going(case: CaseWorld) -> None:
    round_id = case.round()
    other = World.make("Elders").case()
    for browser in (as_worker(case), as_client(case), as_worker(other), as_client(other), by_code(case, round_id)):
        assert browser.post(at("round-stay", round_id)).status_code == 404
    assert Browser().post(at("round-stay", round_id)).status_code == 302
    browser = handed(case, round_id)
    assert browser.get(at("round-stay", round_id)).status_code == 405
    assert browser.post(at("round-stay", other.round()))["Location"] == reverse("locked")
    assert is_locked(browser)


def test_every_page_of_a_turn_begins_covered_and_only_the_first_needs_no_page_before_it(case: CaseWorld) -> None:
    round_id = case.round()
    browser = as_worker(case)
    browser.post(at("round-hand", round_id))
    first = browser.get(at("round-hello", round_id)).content.decode()
    assert "data-begins" in first
    pages = [browser.get(at("round-enter", round_id)).content.decode()]
    type_pin(browser, round_id)
    pages += [browser.get(at(name, round_id)).content.decode() for name in ("round-hello", "round-notice")]
    assert all("data-begins" not in page for page in pages)
    assert all('client handed"' in page and "handed.js" in page for page in (first, *pages))


def looks(browser: Browser) -> dict[str, str]:
    """How pages look in this browser, as far as somebody chose."""
    return {
        name: browser.cookies[name].value
        for name in ("language", "theme", "letters")
        if name in browser.cookies and browser.cookies[name].value
    }


@pytest.mark.parametrize("workers", [{}, {"language": "nl", "theme": "dark", "letters": "large"}])
@pytest.mark.parametrize("end", ["stopped", "closed", "crashed", "signed in"])
def test_pages_look_again_as_the_worker_had_them(case: CaseWorld, workers: dict[str, str], end: str) -> None:
    round_id = case.round()
    browser = as_worker(case)
    for name, value in workers.items():
        browser.post(reverse(name), {name: value})
    browser.post(at("round-hand", round_id))
    type_pin(browser, round_id)
    for name, value in {"language": "en", "theme": "light", "letters": "usual"}.items():
        browser.post(reverse(name), {name: value})
    assert looks(browser) == {"language": "en", "theme": "light", "letters": "usual"}
    if end == "stopped":
        browser.post(at("round-notice", round_id), {"choice": "later"})
    elif end == "closed":
        leave(browser, round_id, number(browser, round_id))
    elif end == "crashed":
        del browser.cookies["alliantie"]
    if end == "signed in":
        browser.cookies["alliantie"] = as_worker(case).cookies["alliantie"].value
        browser.get("/", follow=True)
    else:
        assert '<html lang="nl"' in browser.get("/", follow=True).content.decode()
    assert looks(browser) == workers
    # From here on a choice is the reader's own again.
    browser.post(reverse("theme"), {"theme": "light"})
    browser.get("/", follow=True)
    assert looks(browser)["theme"] == "light"


def test_a_made_up_look_is_no_look(case: CaseWorld) -> None:
    for value in ("1", "", "..", "xx.yy.zz", "a.b.c.d.e", "<b>.dark.large", "." * 3000):
        browser = Browser()
        browser.cookies["locked"] = value
        assert is_locked(browser, "/locked")
        assert set(looks(browser).values()) <= {"dark", "large"}
