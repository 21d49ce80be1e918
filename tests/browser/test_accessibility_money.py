"""Every page about money: axe, narrow screens, targets and paper, and a debt recorded by hand from first to last."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.audit import Audit
from tests.browser.audited import MONEY, case_of, unfold
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows


def money_of(page: Page) -> str:
    """The address of the money page of Chantal's case."""
    return f"{case_of(page, 'Chantal')}money"


def test_pages_about_money(windows: Windows) -> None:
    page = windows.sign_in("daan.zeist", DESKTOP)
    audit = Audit(page)
    money = money_of(page)
    audit.visit(money)
    unfold(page)
    audit.look()
    claim = page.locator("a.row-title", has_text="Voorbeeldstroom ·").get_attribute("href") or ""
    allowance = page.locator("a.row-title", has_text="Huurtoeslag ·").get_attribute("href") or ""
    for address in (claim, allowance):
        audit.visit(address)
        unfold(page)
        audit.look()
    sorts = [f"{money}/new/{sort}" for sort in ("income", "allowance", "cost", "attachment", "exempt")]
    forms = [f"{claim}/{form}" for form in ("said", "status")] + [f"{allowance}/figure", *sorts]
    for address in (*forms, f"{money}/claims/new", f"{money}/letters", f"{money}/papers/new", f"{money}/deadlines/new"):
        audit.visit(address)
        go(page, "Bewaar")
        expect(page.locator("#errors")).to_be_visible()
        audit.look()
    for address in (f"{claim}/address", f"{allowance}/end", f"{allowance}/grant"):
        audit.visit(address)
    chantal = Audit(windows.sign_in("chantal.zeist", PHONE))
    chantal.visit("/home/money")
    unfold(chantal.page)
    chantal.look()
    audit.and_(chantal).is_right(MONEY)


def test_a_debt_is_recorded_asked_answered_and_read_by_the_client(windows: Windows) -> None:
    page = windows.sign_in("daan.zeist", PHONE)
    money = money_of(page)
    page.goto(money)
    go(page, "Schuld toevoegen", link=True)
    page.get_by_label("Wie is de schuldeiser?").fill("Voorbeeldtelefoon")
    page.get_by_label("Waarvoor is de schuld?").select_option(label="Telefoon of internet")
    page.get_by_label("Hoe hoog is de schuld?").fill("80")
    page.get_by_label("Op welk papier staat dit?").fill("Brief van Voorbeeldtelefoon")
    page.get_by_role("radio", name="Volgens de cliënt").check()
    go(page, "Bewaar")
    expect(page.get_by_role("status")).to_contain_text("Bewaard. U ziet het bij Schulden.")
    go(page, "Contact met schuldeisers vastleggen", link=True)
    page.get_by_role("radio", name="Schuldeiser aangeschreven").check()
    page.get_by_role("radio", name="Opgave van de schuld").check()
    page.get_by_role("checkbox", name="Voorbeeldtelefoon").check()
    go(page, "Bewaar")
    expect(page.get_by_role("status")).to_contain_text("bij 1 schuldeiser")
    row = page.locator(".row", has_text="Voorbeeldtelefoon")
    expect(row).to_contain_text("Opgave gevraagd")
    go(page, "Voorbeeldtelefoon · € 80,00", link=True)
    go(page, "Nieuw bedrag of antwoord", link=True)
    page.get_by_role("radio", name="Volgens de schuldeiser").check()
    page.get_by_role("radio", name="Hoe hoog de schuld is").check()
    page.get_by_label("Hoe hoog is de schuld?").fill("92,75")
    page.get_by_label("Op welk papier staat dit?").fill("Brief van Voorbeeldtelefoon")
    go(page, "Bewaar")
    expect(page.locator("dl")).to_contain_text("Bevestigd")
    chantal = windows.sign_in("chantal.zeist", PHONE)
    chantal.goto("/home")
    go(chantal, "Uw geld", link=True)
    expect(chantal.locator("h1")).to_have_text("Uw geld")
    expect(chantal.locator("main")).to_contain_text("Voorbeeldtelefoon: € 92,75")
    # What threatens is read before anything else.
    assert chantal.locator("h2").first.inner_text() == "Dit heeft haast"
