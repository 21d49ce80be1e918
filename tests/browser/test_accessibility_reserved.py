"""The pages of a decision reserved for who leads the team: asked, refused, taken in danger, and read again."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.audit import Audit
from tests.browser.audited import RESERVED, unfold
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Windows

# Practices in which one decision is reserved.
APPLICATION = "tests.browser.reserving:application"


def decision_in_a_case(page: Page, decision: str) -> str:
    """Where one asks for a decision in one of the cases of who is signed in."""
    page.goto("/")
    rows = page.locator("#cases").locator("xpath=..").locator(".row-title").all()
    cases = [href for row in rows if (href := row.get_attribute("href")) is not None]
    for case in cases:
        page.goto(f"{case}decisions")
        there = page.locator(f"a[href='{case}decisions/{decision}']")
        if there.count():
            return f"{case}decisions/{decision}"
    raise AssertionError(decision)


def asked_by(windows: Windows, login: str, decision: str, reason: str) -> tuple[Audit, str]:
    """A worker who asks for a decision, and where that stands."""
    audit = Audit(windows.sign_in(login, DESKTOP))
    page = audit.page
    there = decision_in_a_case(page, decision)
    audit.visit(there.removesuffix(f"/{decision}"))
    audit.visit(there)
    go(page, "Vraag het")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.get_by_label("Waarom is dit besluit nodig?").fill(reason)
    go(page, "Vraag het")
    expect(page.get_by_role("status").first).to_contain_text("Gevraagd.")
    audit.look()
    return audit, there


def opened_by(windows: Windows, login: str) -> Audit:
    """Who leads the team, with what is asked in front."""
    audit = Audit(windows.sign_in(login, DESKTOP))
    audit.visit(reverse("team"))
    page = audit.page
    page.goto(page.locator("#asked").locator("xpath=..").locator(".row-title").first.get_attribute("href") or "")
    unfold(page)
    audit.look()
    go(page, "Antwoord")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    return audit


def test_pages_of_a_decision_that_who_leads_takes(windows: Windows) -> None:
    asks, there = asked_by(windows, "daan.zeist", "end-help", "Er komt al drie maanden geen antwoord.")
    refuses = opened_by(windows, "hilde.zeist")
    expect(refuses.page.locator("main")).to_contain_text("Ja zeggen kan pas daarna.")
    refuses.page.get_by_label("Nee", exact=True).check()
    refuses.page.get_by_label("Waarom?").fill("Bel eerst de moeder.")
    answered = refuses.page.url
    go(refuses.page, "Antwoord")
    expect(refuses.page.get_by_role("status").first).to_contain_text("Uw antwoord is nee.")
    refuses.visit(answered)
    expect(refuses.page.get_by_role("status").first).to_contain_text("Hilde Acaciaan zei al nee.")
    refuses.visit(reverse("team-asked", args=[uuid4()]), 404)
    asks.visit(there)
    expect(asks.page.locator("main")).to_contain_text("Bel eerst de moeder.")
    asks.visit(there.split("decisions")[0])
    expect(asks.page.locator("#asked").locator("xpath=../..")).to_contain_text("Hilde Acaciaan zei nee")

    fears, _there = asked_by(windows, "ilse.jeugdbescherming", "place-out-of-home", "Het is thuis niet veilig.")
    takes = opened_by(windows, "yasmina.jeugdbescherming")
    takes.page.get_by_label("Ja, ik neem dit besluit").check()
    takes.page.get_by_label("Er is gevaar. Het kan niet wachten.").check()
    takes.page.get_by_label("Waarom?").fill("Het mes lag op tafel.")
    go(takes.page, "Antwoord")
    expect(takes.page.get_by_role("status").first).to_contain_text("Uw besluit is vastgelegd.")
    expect(takes.page.locator("main")).to_contain_text("Met spoed gedaan, nog goed te maken")
    asks.and_(refuses).and_(fears).and_(takes).is_right(RESERVED)
