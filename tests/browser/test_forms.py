"""Forms in the browser: every page of them, a question that comes after an answer, and what is typed stays."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.audit import Audit
from tests.browser.audited import FORMS, case_of
from tests.browser.looks import at_most_one_filled, heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows

SCREENING = "Aanmelding aan de telefoon"
NO = ("Is er meteen iets gedaan", "Is de beller zelfstandig ondernemer", "Is de beller al eerder geholpen")
YES = ("Is de beller achttien jaar of ouder", "Woont de beller in het werkgebied")


def answer(page: Page, question: str, said: str) -> None:
    """Choose an answer to a question."""
    page.get_by_role("radiogroup", name=question).get_by_role("radio", name=said, exact=True).check()


def open_screening(page: Page, client: str) -> str:
    """Begin a telephone screening about a client; gives the address of the forms of the case."""
    page.goto(case_of(page, client))
    go(page, "Formulieren", link=True)
    forms = page.url
    page.get_by_role("list", name="Vul een formulier in").get_by_role("link", name=SCREENING).click()
    go(page, "Vul in")
    heading(page, SCREENING)
    return forms


def test_the_pages_of_a_form_from_choosing_it_to_its_second_version(windows: Windows) -> None:
    page = windows.sign_in("daan.zeist", DESKTOP)
    audit = Audit(page)
    forms = open_screening(page, "Chantal")
    filling = page.url
    audit.visit(forms)
    audit.visit(f"{forms}/new/telephone-screening")
    audit.visit(filling)
    answer(page, "Is er een crisis", "Ja")
    expect(page.locator(".save-status")).to_contain_text("Bewaard om")
    go(page, "Kijk na")
    expect(page.locator("#errors")).to_contain_text("Vul dit in: Wat dreigt er?")
    at_most_one_filled(page)
    audit.look()
    answer(page, "Wat dreigt er", "Uithuiszetting")
    for question in NO:
        answer(page, question, "Nee")
    for question in YES:
        answer(page, question, "Ja")
    go(page, "Kijk na")
    heading(page, f"{SCREENING}: kijk na")
    expect(page.locator("main")).to_contain_text("Volgens de tabel: Crisis, omdat: Er is een crisis: ja.")
    at_most_one_filled(page)
    audit.visit(page.url)
    answer(page, "Wat kiest u?", "Doorverbinden met een consulent")
    go(page, "Leg vast")
    expect(page.locator("#errors")).to_contain_text("Schrijf waarom u anders kiest.")
    audit.look()
    page.get_by_label("Waarom kiest u anders?").fill("De consulent kent deze situatie.")
    go(page, "Leg vast")
    expect(page.get_by_role("status").first).to_contain_text("Vastgelegd.")
    audit.visit(filling)
    page.locator("summary", has_text="Is er iets veranderd").click()
    go(page, "Maak een nieuwe versie")
    expect(page.get_by_role("radiogroup", name="Wat dreigt er")).to_be_visible()
    page.goto(filling)
    expect(page.get_by_role("list", name="Versies").locator(".row-title")).to_have_text(["Versie 2", "Versie 1"])
    audit.look()
    audit.is_right(FORMS)


def test_what_is_filled_in_on_a_phone_stands_there_after_it_was_closed(windows: Windows) -> None:
    page = windows.sign_in("daan.zeist", PHONE)
    open_screening(page, "Chantal")
    page.get_by_label("Hoe is de beller te bereiken").fill("06 12 34 56 78, na vijf uur")
    expect(page.locator(".save-status")).to_contain_text("Bewaard om")
    page.reload()
    expect(page.get_by_label("Hoe is de beller te bereiken")).to_have_value("06 12 34 56 78, na vijf uur")
