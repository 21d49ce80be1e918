"""The key step of the scenarios of the houses of justice (V3 to V5) and of the shelter (V1, V2, V17), on its pages."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from alliantie import clock
from tests.browser.audited import unfold
from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.test_scenarios import first, new_case, options, respond, went_wrong
from tests.browser.windows import DESKTOP, PHONE, Windows


def post(page: Page, **fields: str) -> None:
    """Fill a letter in, sign it and say that it was sent."""
    for name, text in fields.items():
        page.locator(f"main [name='{name}']").fill(text)
    go(page, "Maak de brief")
    page.get_by_role("button", name="Onderteken", exact=True).click()
    go(page, "De brief is verstuurd")


def lead_on(page: Page, case: str, what: str) -> None:
    """Follow a row of what is to be done."""
    page.goto(case)
    unfold(page)
    first(page).get_by_role("link", name=re.compile(f"^{what}")).click()


def test_v3_to_v5_reports_to_the_committee_begin_where_the_row_leads(windows: Windows) -> None:
    page = windows.sign_in("lien.justitiehuis", PHONE)
    case = new_case(page, "Probatie-uitstel", ("Drie", ""))
    # V3: a condition that no longer fits is signalled, and stands as asked to be suspended.
    page.goto(f"{case}conditions/new")
    page.get_by_label("Opgelegde voorwaarde").check()
    page.get_by_label("Wat geldt er precies?").fill("Een rijcursus volgen")
    go(page, "Bewaar")
    page.goto(f"{case}incidents/new")
    page.get_by_role("link", name="Een voorwaarde schaadt of past niet meer", exact=True).click()
    page.get_by_label("Een rijcursus volgen", exact=True).check()
    page.get_by_label("Ze past niet meer", exact=True).check()
    page.get_by_label("zegt liever niets").check()
    page.get_by_role("button", name="Bewaar", exact=True).click()
    lead_on(page, case, "Signaleer dat de voorwaarde schaadt")
    page.get_by_label("De voorwaarde opschorten", exact=True).check()
    post(page, to="Probatiecommissie\nPlein 1", f_why="De auto is verkocht.")
    page.goto(case)
    expect(page.locator("main")).to_contain_text("Gevraagd om op te schorten")
    # V4: reporting at once is open to who says why, and after a try it asks nothing.
    step = "Probeer het eerst te bespreken. Slaat u het over, schrijf dan waarom."
    went_wrong(page, case, "Niet op een afspraak geweest", "Er komt geen antwoord")
    unfold(page)
    expect(options(page)).to_contain_text(step)
    respond(page, "Vastleggen dat u probeerde het te bespreken")
    unfold(page)
    expect(options(page)).not_to_contain_text(step)
    respond(page, "Een meldingsverslag sturen over de moeilijkheid")
    page.get_by_role("link", name=re.compile("^Schrijf de brief")).click()
    post(page, to="Probatiecommissie\nPlein 1", f_happened="Er kwam twee keer niemand.")
    expect(page.locator("main")).to_contain_text("Meldingsverslag: een moeilijkheid")
    # V5: the invitation is the one about new facts, and the talk has five topics.
    page.goto(f"{case}happening/new-facts-assignment")
    page.get_by_label("Waarover").fill("PV van 3 november")
    go(page, "Bewaar")
    lead_on(page, case, "Nodig zo snel mogelijk uit")
    heading(page, "Uitnodiging om over nieuwe feiten te praten")
    page.goto(f"{case}forms/new/five-topics")
    go(page, "Vul in")
    expect(page.locator("main textarea")).to_have_count(5)
    # Nobody leads a victim through guidance.
    case = new_case(page, "Slachtofferonthaal", ("Vier", ""))
    page.goto(f"{case}talk")
    expect(page.locator("main")).not_to_contain_text("bureelgesprek")
    page.goto(case)
    expect(first(page)).to_contain_text("Nu is er niets te doen.")


def test_v1_v2_and_v17_an_ending_is_weighed_and_its_letter_names_a_day_a_month_ahead_or_why_not(
    windows: Windows,
) -> None:
    page = windows.sign_in("femke.opvang", DESKTOP)
    case = new_case(page, "Housing First", ("Zeven", ""))
    # V17: the third correction talk with the corporation there, and not one without it.
    third = "Derde correctiegesprek: weeg het einde van begeleiding en wonen"
    for others in (True, True, False, True):
        page.goto(case)
        expect(first(page)).not_to_contain_text(third)
        page.goto(f"{case}talk")
        page.get_by_label("Wat voor gesprek?").select_option(label="Correctiegesprek (Housing First)")
        page.get_by_label("Er waren nog anderen bij").set_checked(others)
        page.get_by_role("button", name="Bewaar", exact=True).first.click()
    page.goto(case)
    unfold(page)
    expect(first(page)).to_contain_text(third)
    # V1: nothing ends before a talk with the director and a weighing.
    page.goto(f"{case}decisions/give-notice")
    expect(page.locator("main")).to_contain_text("Dit kan nog niet. Overleg eerst met de trajectregisseur.")
    went_wrong(page, case, "Niet gekomen of niet te bereiken")
    respond(page, "Met de trajectregisseur zoeken hoe contact te herstellen is")
    page.goto(f"{case}forms/new/weighing")
    go(page, "Vul in")
    for name in ("happened", "client_says", "interests", "limitations"):
        page.locator(f"main [name='f_{name}']").fill("Kort gezegd.")
    # V2: who is unable gets support or another place, and notice asks why it is given all the same.
    page.get_by_label("Niet kunnen", exact=True).check()
    go(page, "Bewaar")
    page.locator("main [name='f_support']").fill("Een andere plek.")
    go(page, "Kijk na")
    go(page, "Leg vast")
    page.goto(case)
    unfold(page)
    expect(first(page)).to_contain_text("Zoek met de cliënt steun of een andere plek")
    page.goto(f"{case}decisions/give-notice")
    page.get_by_label("Wie besloot dit?").fill("Sef Hazelaar")
    page.get_by_label("U wijkt af. Waarom?").fill("De buren zijn niet veilig.")
    go(page, "Neem dit besluit")
    heading(page, "Opzegging van de overeenkomst")
    # Who decided was said with the decision, so the letter does not ask it again.
    expect(page.locator("main")).to_contain_text("Wie besloot dit: Sef Hazelaar")
    page.get_by_label("afspraken zijn steeds niet nagekomen").check()
    soon = (clock.today() + timedelta(days=8)).isoformat()
    said = {"why": "Overlast.", "weighed": "Een dak.", "further": "Een andere plek."}
    for name, text in {**said, "last_day": soon}.items():
        page.locator(f"main [name='f_{name}']").fill(text)
    go(page, "Maak de brief")
    expect(page.locator("#errors")).to_contain_text("of schrijf waarom het eerder moet")
    post(page, f_why_sooner="De buren zijn niet veilig.")
    page.goto(f"{case}decisions/end-stay")
    expect(page.locator("main")).to_contain_text("Dit kan nog niet. Wacht eerst de opzegtermijn af.")
