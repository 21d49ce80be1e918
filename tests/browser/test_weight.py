"""What a page costs a telephone: everything the browser fetched for it the first time, as it came over the line."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows

CLIENT_LIMIT = 60_000
WORKER_LIMIT = 120_000


def weigh(page: Page, address: str) -> dict[str, int]:
    """Bytes over the line for each address the page asks for, headers included, with an empty cache."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]}))

    def finished(event: dict[str, str]) -> None:
        # What ends now may have begun for the page before.
        if event["requestId"] in asked:
            sizes[asked[event["requestId"]]] = int(event["encodedDataLength"])

    session.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    session.detach()
    return sizes


def total(sizes: dict[str, int]) -> int:
    """All of it; the fonts and the style sheets are among it."""
    assert sum(address.endswith(".woff2") for address in sizes) >= 2
    assert sum(address.endswith(".css") for address in sizes) >= 5
    return sum(sizes.values())


@pytest.mark.parametrize("login", ["noor.reclassering", "selam.amersfoort"])
def test_a_question_weighs_at_most_60_kilobytes(windows: Windows, login: str) -> None:
    page = windows.sign_in(login, PHONE)
    go(page, "Vul de vragen in", link=True)
    notice = page.url
    go(page, "Ik doe mee")
    page.wait_for_url("**/question/*")
    for address in (page.url, notice, "/home"):
        sizes = weigh(page, address)
        assert total(sizes) <= CLIENT_LIMIT, sorted(sizes.items(), key=lambda each: -each[1])


def test_a_workers_page_weighs_at_most_120_kilobytes(windows: Windows) -> None:
    page = windows.sign_in("peter.reclassering", DESKTOP)
    rounds = [each.get_attribute("href") or "" for each in page.locator("#rounds ~ * .row-title").all()]
    case = page.locator("#cases").locator("xpath=..").locator(".row-title").first.get_attribute("href") or ""
    assert rounds
    for address in ("/", case, f"{case}timeline", f"{case}talk", *rounds):
        sizes = weigh(page, address)
        assert total(sizes) <= WORKER_LIMIT, sorted(sizes.items(), key=lambda each: -each[1])
