"""A round on paper: printed by the worker, typed in by a colleague, looked at together with the slip."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.looks import heading, picture_of_two
from tests.browser.people import Both, Client, Worker, go
from tests.browser.test_handed_device import to_invite
from tests.browser.windows import DESKTOP, Windows

# Who leads the team is no one of the pair.
COLLEAGUE = "hilde.zeist"
EIGHT = ["Ja", "Een beetje", "Ja", "Nee", "Een beetje", "Ja", "Ja", "Nee"]


def test_a_round_on_paper_from_printing_to_talking(windows: Windows) -> None:
    both = Both.of("chantal.zeist", "daan.zeist")
    page = windows.sign_in("daan.zeist", DESKTOP)
    to_invite(page, both.client)
    go(page, "Op papier")
    expect(page.locator("main")).to_contain_text("Strookje: bewaar dit zelf")
    number = page.locator("strong", has_text="Formulier").inner_text().removeprefix("Formulier ")
    here = page.url.removesuffix("invite")
    page.emulate_media(media="print")
    assert page.locator(".no-print").first.is_hidden()
    page.emulate_media(media="screen")

    # The worker of the pair may not type it in.
    page.goto("/paper")
    page.get_by_label("Nummer boven aan het formulier").fill(number)
    go(page, "Verder")
    expect(page.locator("#errors")).to_contain_text("Uw eigen rondes voert een collega in.")

    colleague = windows.sign_in(COLLEAGUE, DESKTOP)
    go(colleague, "Papieren formulier invoeren", link=True)
    colleague.get_by_label("Nummer boven aan het formulier").fill(number)
    go(colleague, "Verder")
    heading(colleague, f"Formulier {number}")
    assert both.client not in colleague.locator("main").inner_text()
    go(colleague, "Versturen")
    expect(colleague.locator("#errors")).to_be_visible()
    questions = colleague.locator("fieldset[role=radiogroup]")
    for question, answer in zip(questions.all(), EIGHT, strict=False):
        question.get_by_role("radio", name=answer, exact=True).check()
    colleague.locator("input[name=helped][value=blank]").check()
    colleague.get_by_role("radio", name="Alleen het beeld", exact=True).check()
    colleague.locator("input[name=helper][value=nobody]").check()
    colleague.get_by_label("De vier cijfers").fill("4711")
    go(colleague, "Versturen")
    expect(colleague.get_by_role("status")).to_contain_text("Ingevoerd en verstuurd.")

    page.goto(f"{here}mine")
    Worker(page, both).answers_all(EIGHT)
    page.goto(f"{here}together")
    page.locator("summary", has_text=f"{both.client} heeft geen eigen scherm").click()
    page.get_by_label(f"{both.client}, toets hier uw pincode in").fill("4711")
    go(page, "Verder")
    Client(page, both).says_own()
    go(page, f"{both.worker}: ik kijk mee")
    go(page, f"{both.client}: ik kijk mee")
    heading(page, "Zo zien jullie de samenwerking")
    picture_of_two(page, both.client, both.worker, (0, 0))
    go(page, "Praten", link=True)
    heading(page, "Praat hierover")
