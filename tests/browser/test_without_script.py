"""With scripts switched off, both people do everything of a round by forms and links alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.looks import ANSWER_WORDS, heading, look_of_pair
from tests.browser.people import Both, Client, go, today_in_words
from tests.browser.way_in import choose_pin, invite
from tests.browser.windows import DESKTOP, PHONE, Windows


def answer(page: Page, words: str) -> None:
    """Choose and go on; the form itself carries the answer."""
    page.get_by_role("radio", name=words, exact=True).check()
    go(page, "Volgende")


def test_a_whole_round_without_script(windows: Windows) -> None:
    both = Both.of("wannes.justitiehuis", "lien.justitiehuis")
    worker = windows.sign_in("lien.justitiehuis", DESKTOP, java_script_enabled=False)
    client = windows.sign_in("wannes.justitiehuis", PHONE, java_script_enabled=False)
    the_clients_part(client, both)
    here = the_workers_part(worker, both)

    for page, name in ((client, both.client), (worker, both.worker)):
        page.goto(f"{here}together")
        if page is client:
            Client(page, both).says_own()
        heading(page, "Samen kijken")
        go(page, f"{name}: ik kijk mee")
    heading(worker, "Zo zien jullie de samenwerking")
    # Who waits asks by hand.
    expect(client.get_by_role("status")).to_have_text("We wachten op de ander.")
    go(client, "Kijk opnieuw", link=True)
    for page in (client, worker):
        heading(page, "Zo zien jullie de samenwerking")
        look_of_pair(page, both.client, both.worker)
        go(page, "Praten", link=True)
    worker.get_by_label("Eén ding, klein en precies.").fill("Lien belt eerst.")
    go(worker, "Dit spreken we af")
    expect(worker.locator("main")).to_contain_text("Wannes leest mee en zegt of dit klopt.")
    go(client, "Kijk opnieuw", link=True)
    expect(client.locator(".card").last).to_have_text("Lien belt eerst.")
    go(client, "Ja")
    go(worker, "Kijk opnieuw", link=True)
    worker.get_by_text("Nog iets opschrijven? (hoeft niet)").click()
    worker.get_by_label("Wat wilt u opschrijven?").fill("Wannes neemt zijn zus mee.")
    # The field belongs to both buttons, so that what stands in it is not lost.
    go(worker, "Gesprek klaar")
    expect(worker.locator("main")).to_contain_text("Lien schreef erbij: Wannes neemt zijn zus mee.")
    heading(worker, f"Besproken op {today_in_words()}.")
    client.goto(here)
    heading(client, f"Besproken op {today_in_words()}.")
    client.locator("form").filter(has_text="Mag deze datum").get_by_role("button", name="Ja", exact=True).click()
    expect(client.get_by_role("status")).to_contain_text("U koos: ja.")


def the_clients_part(page: Page, both: Both) -> None:
    """From the home page to "sent", with an empty answer, a step back and a pause on the way."""
    go(page, "Vul de vragen in", link=True)
    heading(page, f"Hoe werken u en {both.worker} samen?")
    go(page, "Ik doe mee")
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 1 van "))
    go(page, "Volgende")
    expect(page.locator(".utrecht-form-field-error-message")).to_have_text(
        "Kies een antwoord. Of kies: Zeg ik liever niet."
    )
    answer(page, "Ja")
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 2 van "))
    go(page, "Vorige", link=True)
    expect(page.get_by_role("radio", name="Ja", exact=True)).to_be_checked()
    go(page, "Volgende")
    answer(page, ANSWER_WORDS[2])
    go(page, "Stoppen", link=True)
    go(page, "Later verder")
    heading(page, "Uw antwoorden zijn bewaard.")
    page.goto("/")
    go(page, "Vul de vragen in", link=True)
    expect(page.get_by_role("status").first).to_have_text("U was bij vraag 3.")
    total = int(page.locator(".question-step").inner_text().split()[-1])
    for step in range(3, total + 1):
        expect(page.locator(".question-step")).to_have_text(f"Vraag {step} van {total}")
        answer(page, "Een beetje")
    heading(page, "Kijk nog even na")
    go(page, "Volgende", link=True)
    go(page, "Versturen")
    expect(page.locator("#errors")).to_contain_text("Kies wat de ander mag zien.")
    page.get_by_role("radio", name="Het beeld en mijn antwoorden", exact=True).check()
    page.get_by_role("radio", name="Nee", exact=True).check()
    go(page, "Versturen")
    heading(page, "Klaar. Dank u wel.")


def the_workers_part(page: Page, both: Both) -> str:
    """All on one page; what was chosen stays when something is missing. Returns the address of the round."""
    page.goto("/")
    page.get_by_role("link", name=f"Vul uw kant in: {both.client}").click()
    heading(page, f"Uw kant: {both.client} en u")
    here = page.url.removesuffix("mine")
    questions = page.locator("fieldset[role=radiogroup]")
    count = questions.count()
    for place in range(count - 1):
        questions.nth(place).get_by_role("radio", name="Ja", exact=True).check()
    go(page, "Versturen")
    expect(page.locator("#errors li")).to_have_count(1)
    expect(page.locator("input:checked")).to_have_count(count - 1)
    questions.nth(count - 1).get_by_role("radio", name="Weet ik niet", exact=True).check()
    go(page, "Versturen")
    heading(page, "Uw kant is klaar")
    return here


def test_a_code_is_typed_without_script(windows: Windows) -> None:
    worker = windows.sign_in("hanneke.tilburg", DESKTOP, java_script_enabled=False)
    address, code = invite(worker, "Emine", "Eigen telefoon, nu met QR-code")
    phone = windows.page(PHONE, java_script_enabled=False)
    phone.goto(f"{address}#code={code.replace(' ', '')}")
    heading(phone, "Vul de code in")
    phone.get_by_label("Code", exact=True).fill(code)
    go(phone, "Verder")
    choose_pin(phone)
    go(phone, "Dit is duidelijk")
    heading(phone, "Hoe werken u en Hanneke samen?")


def test_a_worker_opens_a_round_and_records_a_talk_without_script(windows: Windows) -> None:
    page = windows.sign_in("femke.opvang", DESKTOP, java_script_enabled=False)
    page.locator(".row-title", has_text="Begin een ronde:").first.click()
    page.get_by_role("button", name="Nieuwe ronde", exact=True).first.click()
    expect(page.locator("h1")).to_have_text(re.compile(r"^Hoe wil \w+ invullen\?$"))
    page.goto("/")
    page.get_by_role("searchbox").fill("rachid")
    go(page, "Zoeken")
    page.locator("main .row-title", has_text="Rachid").first.click()
    go(page, "Gesprek vastleggen", link=True)
    kinds = page.get_by_label("Wat voor gesprek?")
    if kinds.evaluate("each => each.tagName") == "SELECT":
        kinds.select_option(index=1)
    else:
        page.locator("input[name=what]").first.check()
    go(page, "Bewaar")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard om")
    go(page, "Ongedaan maken")
    expect(page.get_by_role("status").first).to_contain_text("Teruggenomen")


def test_without_script_nothing_is_promised_that_needs_it(windows: Windows) -> None:
    page = windows.page(DESKTOP, java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("button", name="Inloggen met een passkey")).to_have_count(0)
    expect(page.get_by_role("button", name="Lees voor")).to_have_count(0)
