"""A worker writing to a client: from choosing the letter to saying that it was sent."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.audited import case_of
from tests.browser.looks import heading
from tests.browser.people import go

INVITATION = "Uitnodiging voor een gesprek"


def begin_invitation(page: Page, client: str) -> None:
    """Fill in an invitation for a client of the signed-in worker."""
    page.goto(case_of(page, client))
    go(page, "Alle brieven, of schrijf er een", link=True)
    to_write = page.get_by_role("list", name="Schrijf een brief")
    to_write.get_by_role("link", name=INVITATION, exact=True).click()
    heading(page, INVITATION)
    page.get_by_label("Naam en adres").fill(f"{client}\nDorpsstraat 1")
    page.get_by_label("Op welke dag").fill("2026-12-01")
    page.get_by_label("Hoe laat").fill("10.30 uur")
    page.get_by_label("Waar").fill("Kantoor, kamer 2")
    go(page, "Maak de brief")
    heading(page, INVITATION)


def sign(page: Page) -> None:
    """Sign the letter that is on the screen."""
    go(page, "Onderteken")
    expect(page.get_by_role("status").first).to_contain_text("Ondertekend.")


def send(page: Page) -> None:
    """Say that the letter on the screen was sent today."""
    go(page, "De brief is verstuurd")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard: de brief is verstuurd.")
