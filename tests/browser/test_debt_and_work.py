"""The key step of V7 and V13 (Tilburg), V10 and V16 (work), on the pages of a worker and of who leads the team."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from alliantie import clock
from tests.browser.audited import unfold
from tests.browser.letters import send, sign
from tests.browser.people import go
from tests.browser.test_scenarios import first, new_case, options, refused, respond, went_wrong
from tests.browser.windows import DESKTOP, Windows

END = "De hulp beëindigen"
TELL = "eerst wat u met het signaal doet"


def happened(page: Page, case: str, kind: str, *chosen: str) -> None:
    """Record something that happened today."""
    page.goto(f"{case}happening/{kind}")
    for each in chosen:
        page.get_by_label(each, exact=True).check()
    go(page, "Bewaar")


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

    # V7: a car that is not needed. Before help began the offer can be withdrawn; what began ends by the manager alone.
    went_wrong(page, case, "Een auto die niet nodig is")
    expect(options(page)).to_contain_text("Het aanbod intrekken")
    expect(options(page)).to_contain_text("Niets doen")
    respond(page, END)
    refused(page, "Wie het team leidt, beslist hierover. Vraag het eerst.")
    respond(page, "Het aanbod intrekken", "De auto is niet nodig voor werk.")
    expect(page.locator("main")).to_contain_text("Beleidsregels")
    expect(page.locator("main").get_by_role("link", name="Schrijf de brief")).to_be_visible()


@pytest.mark.parametrize(
    ("login", "measure", "passed_on"),
    [
        ("marit.heuvelrug", "Bijstand met participatiecoach", "Binnen de RSD melden"),
        ("bram.amersfoort", "Bijstand met trajectbegeleiding", "Doorgeven aan de andere afdeling"),
    ],
    ids=["rsd", "amersfoort"],
)
def test_v10_the_client_hears_of_each_signal_first_and_nothing_is_passed_on_by_itself(
    windows: Windows, login: str, measure: str, passed_on: str
) -> None:
    page = windows.sign_in(login, DESKTOP)
    case = new_case(page, measure, ("Zwart", ""))
    for _signal in range(2):
        happened(page, case, "undeclared-signal", "Zwart werk")
    asked = first(page).get_by_role("listitem").filter(has_text=TELL)
    page.goto(case)
    unfold(page)
    expect(asked).to_have_count(2)
    page.goto(f"{case}incidents/new/undeclared-work")
    page.get_by_label("Zwart werk", exact=True).check()
    page.get_by_label("Ja, ", exact=False).check()
    go(page, "Bewaar")
    page.get_by_label("zegt liever niets").check()
    go(page, "Verder")
    expect(options(page)).to_contain_text(passed_on)
    assert options(page).locator("input:checked").count() == 0
    respond(page, "Ermee confronteren, niet onderzoeken en niet straffen")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard: wat u doet, en waarom.")
    # The talk was about one of the two, and no letter or message left.
    page.goto(case)
    unfold(page)
    expect(asked).to_have_count(1)
    page.goto(f"{case}letters")
    expect(page.locator("main")).not_to_contain_text("verstuurd op")


def test_v16_a_trajectory_stops_in_four_steps_of_which_none_is_skipped(windows: Windows) -> None:
    page = windows.sign_in("bram.amersfoort", DESKTOP)
    case = new_case(page, "Bijstand met trajectbegeleiding", ("Rust", ""))
    stop = f"{case}decisions/stop-trajectory"

    def not_yet(words: str) -> None:
        page.goto(stop)
        expect(page.locator("main")).to_contain_text(f"Dit kan nog niet. {words}.")
        expect(page.get_by_role("button", name="Neem dit besluit")).to_have_count(0)

    not_yet("Laat de trajectbegeleider het eerst aan de klantmanager melden")
    happened(page, case, "stop-proposed", "Het verbetert de positie niet")
    not_yet("Besluit eerst samen wat nog moet of kan")
    happened(page, case, "stop-conferred", "Ja", "Samen")
    # What was decided is not yet the client's to read; the row says to tell it.
    page.goto(case)
    expect(page.locator("main")).to_contain_text("Zeg de klant wat er is besloten")
    happened(page, case, "stop-told")
    page.goto(stop)
    page.get_by_label("Wie besloot dit?").fill("Sanne Klant, klantmanager")
    go(page, "Neem dit besluit")
    # The decision is a letter to the client, and comes last.
    expect(page.locator("h1")).to_have_text("Beschikking over het stoppen van het traject")
    page.get_by_label("Naam en adres").fill("Rust Proefman")
    page.get_by_label("Op welke dag het traject stopt").fill(clock.today().isoformat())
    page.get_by_label("Reden").fill("Het traject hielp niet verder.")
    page.get_by_label("Wat nog wel moet of kan").fill("U mag bellen.")
    page.get_by_label("Laatste dag voor bezwaar").fill((clock.today() + timedelta(weeks=6)).isoformat())
    page.get_by_label("Bij wie bezwaar kan").fill("Het college")
    go(page, "Maak de brief")
    sign(page)
    letter = page.url.split("?")[0]
    page.goto(case)
    expect(first(page)).to_contain_text("Stuur de beschikking")
    page.goto(letter)
    send(page)
    page.goto(case)
    expect(first(page)).not_to_contain_text("Stuur de beschikking")
