"""The key step of V13 (Tilburg) and V16 (Amersfoort), on the pages of a worker and of who leads the team."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.audited import unfold
from tests.browser.people import go
from tests.browser.test_scenarios import new_case, refused, respond, went_wrong
from tests.browser.windows import DESKTOP, Windows

END = "De hulp beëindigen"


def test_v13_after_one_no_show_help_can_end_and_the_manager_may_refrain(windows: Windows) -> None:
    page = windows.sign_in("hanneke.tilburg", DESKTOP)
    case = new_case(page, "Aanmelding en intake", ("Weg", ""))
    went_wrong(page, case, "Niet gekomen", "Gegevensverzamelingsgesprek (GGV)")
    incident = page.url.split("?")[0].split("#")[0]
    respond(page, END)
    refused(page, "Wie het team leidt, beslist hierover. Vraag het eerst.")
    page.goto(f"{case}decisions/end-help")
    page.get_by_label("Waarom is dit besluit nodig?").fill("Niet gekomen voor de papieren.")
    go(page, "Vraag het")
    expect(page.get_by_role("status").first).to_contain_text("Gevraagd.")

    leads = windows.sign_in("wilma.tilburg", DESKTOP)
    leads.goto("/team")
    row = leads.locator("#asked").locator("xpath=..").locator(".row-title", has_text="Weg").first
    leads.goto(row.get_attribute("href") or "")
    unfold(leads)
    leads.get_by_label("Nee", exact=True).check()
    leads.get_by_label("Waarom?").fill("Het was één keer. Bel eerst.")
    go(leads, "Antwoord")
    expect(leads.get_by_role("status").first).to_contain_text("Uw antwoord is nee.")

    # A power and no duty: help goes on, and another answer can be chosen.
    page.goto(case)
    expect(page.locator("main")).to_contain_text("Het was één keer. Bel eerst.")
    page.goto(incident)
    respond(page, END)
    refused(page, "Wie het team leidt, beslist hierover. Vraag het eerst.")
    respond(page, "Erover praten")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard: wat u doet, en waarom.")


def test_v16_a_trajectory_stops_in_four_steps_of_which_none_is_skipped(windows: Windows) -> None:
    page = windows.sign_in("bram.amersfoort", DESKTOP)
    case = new_case(page, "Bijstand met trajectbegeleiding", ("Rust", ""))
    stop = f"{case}decisions/stop-trajectory"

    def happened(kind: str, *chosen: str) -> None:
        page.goto(f"{case}happening/{kind}")
        for each in chosen:
            page.get_by_label(each, exact=True).check()
        go(page, "Bewaar")

    def not_yet(words: str) -> None:
        page.goto(stop)
        expect(page.locator("main")).to_contain_text(f"Dit kan nog niet. {words}.")
        expect(page.get_by_role("button", name="Neem dit besluit")).to_have_count(0)

    not_yet("Laat de trajectbegeleider het eerst aan de klantmanager melden")
    happened("stop-proposed", "Het verbetert de positie niet")
    not_yet("Besluit eerst samen wat nog moet of kan")
    happened("stop-conferred", "Ja", "Samen")
    # What was decided is not yet the client's to read; the row says to tell it.
    page.goto(case)
    expect(page.locator("main")).to_contain_text("Zeg de klant wat er is besloten")
    happened("stop-told")
    page.goto(stop)
    page.get_by_label("Wie besloot dit?").fill("Sanne Klant, klantmanager")
    go(page, "Neem dit besluit")
    # The decision is a letter to the client, and comes last.
    expect(page.locator("h1")).to_have_text("Beschikking over het stoppen van het traject")
