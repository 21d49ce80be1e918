"""The client's way in by code: the worker makes it, the client types it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.windows import Site


def invite(page: Page, client: str, way: str) -> tuple[str, str]:
    """From the start page to the page that shows the way in, once. Returns its address and its code as typed."""
    page.goto("/")
    page.locator("#cases").locator("xpath=..").locator(".row-title", has_text=client).click()
    page.get_by_role("link", name=f"Geef {client} de ronde").click()
    return make_way_in(page, client, way)


def make_way_in(page: Page, client: str, way: str) -> tuple[str, str]:
    """Choose how the client fills in. Returns the address and the code."""
    heading(page, f"Hoe wil {client} invullen?")
    go(page, way)
    heading(page, f"Geef dit aan {client}")
    address, code = page.locator("dd").all_inner_texts()
    assert re.fullmatch(r"[a-z2-9]{4} [a-z2-9]{4}", code)
    return f"http://{address}", code


def type_code(page: Page, code: str) -> None:
    """Type a code on the page of a link."""
    heading(page, "Vul de code in")
    page.get_by_label("Code", exact=True).fill(code)
    go(page, "Verder")


def choose_pin(page: Page, pin: str = "2580") -> None:
    """Choose the four digits that let only this person go on, which takes two times, or give them again."""
    heading(page, "Kies een pincode")
    page.get_by_label("Vier cijfers").fill(pin)
    go(page, "Verder")
    expect(page.locator("h1")).not_to_have_text("Kies een pincode")
    if page.locator("h1").inner_text() == "Nog een keer":
        type_pin_again(page, pin)


def type_pin_again(page: Page, pin: str = "2580") -> None:
    """A new PIN a second time."""
    heading(page, "Nog een keer")
    page.get_by_label("Dezelfde vier cijfers").fill(pin)
    go(page, "Begin met deze pincode")


def come_in(page: Page, address: str, code: str, pin: str = "2580") -> None:
    """Open a link, type its code and choose a PIN."""
    page.goto(address)
    type_code(page, code)
    choose_pin(page, pin)


def newcomer(site: Site) -> tuple[str, str]:
    """The client of the demo to whom the frame was not explained yet: given name and family name."""
    ((given, family),) = site.rows(
        "SELECT c.given_name, c.family_name FROM people_client c"
        " JOIN alliance_pair p ON p.client_id = c.id JOIN people_worker w ON w.id = p.worker_id"
        " WHERE w.given_name = 'Femke' AND NOT EXISTS"
        " (SELECT 1 FROM cases_acknowledgement a WHERE a.client_id = c.id)"
        " AND NOT EXISTS (SELECT 1 FROM alliance_round r WHERE r.pair_id = p.id) AND p.ends_on IS NULL"
    )
    return given, family
