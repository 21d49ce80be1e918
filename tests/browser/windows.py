"""Private windows of a real browser on a running server, which keep account of everything that goes wrong in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, expect

from alliantie.demo import PASSWORD
from alliantie.server.environment import Addresses

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 664},
    "is_mobile": True,
    "has_touch": True,
    "user_agent": "Mozilla/5.0 (Linux; Android 15; Phone) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

# A page of ours that says "not now" or "not here" is no fault; the browser still notes its status.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
# Longer than any page takes, also on a busy machine.
PATIENCE = 15_000


@dataclass
class Site:
    """A running server on a copy of the demo."""

    url: str
    addresses: Addresses
    signed_in: dict[str, Any] = field(default_factory=dict)
    """What a browser keeps of each person who signed in, by login name."""

    def change(self, statement: str, *values: object) -> int:
        """Change rows as the owner of the tables, for what a test cannot wait for. Returns how many."""
        with psycopg.connect(self.addresses.owner) as connection:
            return connection.execute(statement.encode(), values).rowcount

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Read rows as the owner of the tables."""
        with psycopg.connect(self.addresses.owner) as connection:
            return connection.execute(statement.encode(), values).fetchall()


class Windows:
    """The windows of one test."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site = site
        self.wrong: list[str] = []
        """Requests to elsewhere, errors of scripts, refusals of the content policy, failures of the server."""
        self._browser = browser
        self._open: list[BrowserContext] = []

    def open(self, size: dict[str, Any], **options: Any) -> BrowserContext:
        """Open a private window in which nobody is signed in."""
        context = self._browser.new_context(**{"locale": "nl-NL", "base_url": self.site.url, **size, **options})
        context.set_default_timeout(PATIENCE)
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(f"script: {error.error}"))
        self._open.append(context)
        return context

    def page(self, size: dict[str, Any], **options: Any) -> Page:
        """Open a private window with one page."""
        return self.open(size, **options).new_page()

    def sign_in(self, login: str, size: dict[str, Any], **options: Any) -> Page:
        """Open a private window in which someone of the demo is signed in, on their first page."""
        known = self.site.signed_in.get(login)
        page = self.page(size, **({"storage_state": known} if known else {}), **options)
        page.goto("/")
        if not known:
            type_password(page, login)
            self.site.signed_in[login] = page.context.storage_state()
        return page

    def close(self) -> None:
        """Close every window."""
        for context in self._open:
            context.close()

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site.url}/", "data:", "blob:")):
            self.wrong.append(f"request to elsewhere: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.wrong.append(f"status {response.status}: {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.wrong.append(f"console: {message.text}")


def type_password(page: Page, login: str) -> None:
    """Sign in on the sign-in page."""
    expect(page.locator("h1")).to_have_text("Inloggen")
    page.get_by_label("Inlognaam").fill(login)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.locator("h1")).not_to_have_text("Inloggen")


def lose_internet(page: Page) -> None:
    """No request gets through and the browser knows: emulation alone lets one pass on a connection that is open."""
    page.route("**/*", lambda route: route.abort("internetdisconnected"))
    page.context.set_offline(True)


def find_internet(page: Page) -> None:
    """Requests get through again, and the browser says so to the page."""
    page.unroute("**/*")
    page.context.set_offline(False)


def nothing_waits(page: Page) -> None:
    """What waited in the storage of this browser is sent or erased within ten seconds."""
    for _moment in range(100):
        if page.evaluate("localStorage.length"):
            page.wait_for_timeout(100)
    assert page.evaluate("localStorage.length") == 0


@contextmanager
def windows_on(browser: Browser, site: Site) -> Iterator[Windows]:
    """Windows until the block ends; then nothing may have gone wrong in any of them."""
    opened = Windows(browser, site)
    yield opened
    opened.close()
    assert opened.wrong == []
