"""The key step of each acceptance scenario (V6 to V12, V14, V15, V18) on the pages a worker uses.

`tests/walks` play the whole of each through the operations, with its days; here somebody sits behind the screen.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from alliantie import clock
from alliantie.web.dates import short_day_in_words
from tests.browser.audited import case_of, unfold
from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows


def first(page: Page) -> Locator:
    """What stands first on the page of a case."""
    return page.locator("#first").locator("xpath=ancestor::section")


def options(page: Page) -> Locator:
    """What can be done about the incident on the screen."""
    return page.get_by_role("radiogroup", name=re.compile(r"^Wat doet u( nog meer)?\?"))


def new_case(page: Page, measure: str, *people: tuple[str, str]) -> str:
    """A case that begins today under a measure, about people with a role; gives its address."""
    page.goto("/cases/new")
    for number, (name, role) in enumerate(people):
        if number:
            go(page, "Nog een persoon")
        page.get_by_label("Voornaam").nth(number).fill(name)
        page.get_by_label("Achternaam").nth(number).fill("Proefman")
        page.get_by_label("Geboortedatum").nth(number).fill(f"20{10 + number}-03-04" if role else "1990-03-04")
        if role:
            page.get_by_label("Wie is dit in het gezin?").nth(number).select_option(label=role)
    begins = page.get_by_label("Hoe begint de zaak?")
    if begins.locator("option").count():
        begins.select_option(label=measure)
    else:
        page.get_by_label(measure, exact=True).check()
    before = page.get_by_label("Wat ging eraan vooraf?")
    if before.count():
        before.fill("Elders begonnen.")
    go(page, "Maak de zaak")
    expect(page).to_have_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    return page.url.split("#")[0].split("?")[0]


def respond(page: Page, option: str, reason: str = "Dit past nu.", *, by: str = "") -> None:
    """Choose what is done about the incident on the screen, and who of another role decided it."""
    unfold(page)
    options(page).get_by_label(option).check()
    if by:
        page.get_by_label("Wie besloot dit?").fill(by)
    page.get_by_label("Waarom past dit?").fill(reason)
    # The page that answers, and not this one once more, is what is looked at next.
    with page.expect_navigation():
        go(page, "Bewaar")


def refused(page: Page, words: str) -> None:
    """What was asked cannot be done yet, and the page says what comes first."""
    expect(page.locator("#errors")).to_contain_text(words)


def stopped(page: Page, words: str) -> None:
    """The letter on the screen cannot be signed yet, and the page says what comes first."""
    expect(page.get_by_role("button", name="Onderteken", exact=True)).to_be_disabled()
    expect(page.locator("main")).to_contain_text(f"Dit kan nog niet. {words}.")


def who_decides(page: Page, case: str, incident: str, what: str) -> None:
    """Record who decides on living money, and go back to the incident."""
    page.goto(f"{case}happening/living-money-decided")
    page.get_by_label(what, exact=True).check()
    page.get_by_label("De budgetbeheerder", exact=True).check()
    go(page, "Bewaar")
    page.goto(incident)


def went_wrong(page: Page, case: str, kind: str, said: str = "") -> None:
    """Record an incident of today, to which the client would rather say nothing."""
    page.goto(f"{case}incidents/new")
    page.get_by_role("link", name=kind, exact=True).click()
    which = page.get_by_label("Welke verplichting")
    if which.count():
        which.select_option(label=said)
    elif said:
        page.get_by_label(said, exact=True).check()
    go(page, "Bewaar")
    page.get_by_label("zegt liever niets").check()
    go(page, "Verder")


def test_v6_unwanted_behaviour_leaves_the_choice_and_a_breach_is_reported_and_warned_for(windows: Windows) -> None:
    page = windows.sign_in("peter.reclassering", PHONE)
    case = case_of(page, "Noor")
    # What is not established is asked again where it stands first, and leads to where it is said.
    page.goto(case)
    first(page).get_by_role("link", name=re.compile("^Zeg of het een overtreding is")).click()
    heading(page, "Wat weet u nu: Een afspraak niet nagekomen")
    page.get_by_label("Ongewenst gedrag").check()
    go(page, "Bewaar")
    expect(options(page)).to_contain_text("Niets doen")
    page.goto(case)
    expect(first(page)).not_to_contain_text("Meld de overtreding")
    # A condition of a sentence that was broken has to be reported, and the duty stays until the report was sent.
    case = new_case(page, "Voorwaardelijke veroordeling", ("Zes", ""))
    went_wrong(page, case, "Iets met een bijzondere voorwaarde", "Overtreding van een bijzondere voorwaarde")
    respond(page, "Erover praten, naast de melding")
    # What has to come first stands there, in place of the button that would be refused.
    expect(page.locator("main")).to_contain_text("Meld de overtreding")
    expect(page.get_by_role("button", name="Klaar, leg dit weg", exact=True)).to_have_count(0)
    page.goto(case)
    first(page).get_by_role("link", name=re.compile("^Meld de overtreding meteen")).click()
    expect(page.locator("main")).to_contain_text("Over: Iets met een bijzondere voorwaarde")
    page.get_by_label("Naam en adres").fill("Officier van justitie\nParketlaan 1")
    page.get_by_label("Welke voorwaarde").fill("Een locatieverbod.")
    page.get_by_label("Wat er gebeurde").fill("Zes was in de straat.")
    go(page, "Maak de brief")
    go(page, "Onderteken")
    signed = page.url.split("?")[0]
    page.goto(case)
    expect(first(page)).to_contain_text("Meld de overtreding meteen")
    page.goto(signed)
    go(page, "De brief is verstuurd")
    page.goto(case)
    expect(first(page)).not_to_contain_text("Meld de overtreding")
    expect(first(page)).to_contain_text("Geef een waarschuwing")


@pytest.mark.parametrize(
    ("kind", "said", "option"),
    [
        (
            "Een andere verplichting niet nagekomen",
            "Meewerken aan een budgetplan en ernaar leven",
            "Het toestaan, anders dan de richtlijn zegt",
        ),
        ("Een nieuwe schuld", "Het was niet te voorkomen", "Niets doen"),
        ("Niet gereserveerd voor de regeling", "Het kan nog worden ingelopen", "Afspreken dat het wordt ingelopen"),
        ("Een andere verplichting niet nagekomen", "Openheid over geld en oorzaken", "Erover praten"),
    ],
    ids=["v7", "v8", "v9", "v10"],
)
def test_v7_to_v10_what_went_wrong_is_weighed_and_help_does_not_end_over_it(
    windows: Windows, kind: str, said: str, option: str
) -> None:
    page = windows.sign_in("daan.zeist", DESKTOP)
    case = case_of(page, "Chantal")
    went_wrong(page, case, kind, said)
    go(page, "Leg uw kijk vast", link=True)
    page.get_by_label("Het was niet te voorkomen").check()
    page.get_by_label("Waar ziet u dat aan?").fill("Er ligt te hoog beslag.")
    go(page, "Bewaar")
    assert options(page).locator("input:checked").count() == 0
    respond(page, "De hulp beëindigen")
    refused(page, "hersteltermijn die voorbij is")
    respond(page, option)
    expect(page.get_by_role("status").first).to_contain_text("Bewaard: wat u doet, en waarom.")


def test_v11_the_consultant_chooses_otherwise_than_the_table_and_colleagues_read_why(windows: Windows) -> None:
    page = windows.sign_in("daan.zeist", DESKTOP)
    case = new_case(page, "Aanmelding en aanbod", ("Vrij", ""))
    page.goto(f"{case}forms/new/reflection-list")
    go(page, "Vul in")
    page.get_by_label("Uw kijk op het gesprek").fill("Open.")
    for question, said in (
        ("Kan de cliënt een schuldregeling volhouden?", "Nee"),
        ("Beschermingsbewind", "Niet nodig"),
        ("Budgetbeheer", "Niet nodig"),
        ("Steun van mensen om de cliënt heen", "Is nodig"),
    ):
        page.get_by_role("radiogroup", name=question).get_by_label(said, exact=True).check()
    go(page, "Kijk na")
    expect(page.locator("main")).to_contain_text("Volgens de tabel: Stabilisatie: een vrijwilliger")
    page.get_by_label("Stabilisatie: de financiën ordenen").check()
    go(page, "Leg vast")
    refused(page, "Schrijf waarom u anders kiest.")
    page.get_by_label("Waarom kiest u anders?").fill("Er is een zus die helpt.")
    go(page, "Leg vast")
    page.goto(f"{case}prepare")
    expect(page.locator("main")).to_contain_text("Stabilisatie: een vrijwilliger · ")
    expect(page.locator("main")).to_contain_text("Er is een zus die helpt.")


def test_v12_no_intent_before_its_term_is_set_and_no_end_before_that_term_is_over(windows: Windows) -> None:
    page = windows.sign_in("daan.zeist", DESKTOP)
    case = new_case(page, "Aanmelding en aanbod", ("Stil", ""))

    def letter(name: str, *filled: tuple[str, str]) -> None:
        page.goto(f"{case}letters")
        page.get_by_role("list", name="Schrijf een brief").get_by_role("link", name=name, exact=True).click()
        page.get_by_label("Naam en adres").fill("Stil Proefman")
        for label, text in filled:
            page.get_by_label(label).fill(text)
        ground = page.get_by_label("Op welke grond")
        if ground.count():
            ground.select_option(label="U nam ons aanbod niet aan.")
        go(page, "Maak de brief")

    letter(
        "Voornemen met hersteltermijn",
        ("Uitleg", "Er kwam geen antwoord."),
        ("Wat er gebeurt als de cliënt niets doet", "Dan stopt de hulp."),
        ("Wat iemand nog kan doen", "Bel Daan."),
    )
    intent = page.url.split("?")[0]
    stopped(page, "Bepaal eerst hoe lang de hersteltermijn is")
    page.goto(f"{case}happening/recovery-term-set")
    page.get_by_label("Hoeveel dagen").fill("14")
    go(page, "Bewaar")
    page.goto(intent)
    # Fourteen days from today is later than the day that stood there.
    late = clock.today() + timedelta(days=14)
    page.get_by_label("Tekst", exact=True).fill(f"Doe dit voor of op {short_day_in_words(late, 'nl')}.")
    go(page, "Onderteken")
    go(page, "De brief is verstuurd")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard: de brief is verstuurd.")
    # And no end before that term is over, not even in danger.
    page.goto(f"{case}decisions/end-help")
    expect(page.locator("main")).to_contain_text("Eerst een hersteltermijn die voorbij is")
    assert page.get_by_label("Er is gevaar. Het kan niet wachten.").count() == 0
    letter(
        "Brief van beëindiging",
        ("Op welke dag de hulp stopt", late.isoformat()),
        ("Uitleg", "Er kwam geen antwoord."),
        ("Bij wie bezwaar kan", "De gemeente"),
    )
    stopped(page, "Eerst een hersteltermijn die voorbij is")


def test_v14_a_request_to_the_council_waits_for_the_conference(windows: Windows) -> None:
    page = windows.sign_in("ilse.jeugdbescherming", DESKTOP)
    case = new_case(page, "Begeleiding zonder maatregel", ("Sam", "Jeugdige"), ("Ank", "Ouder"))
    ask = f"{case}decisions/ask-council"
    page.goto(ask)
    go(page, "Neem dit besluit")
    refused(page, "Houd eerst Casusoverleg Bescherming")
    page.goto(f"{case}happening/case-conference")
    for name in ("Sam Proefman", "Ank Proefman"):
        page.get_by_label(name).check()
    go(page, "Bewaar")
    page.goto(ask)
    expect(page.get_by_label("Er is gevaar. Het kan niet wachten.")).to_have_count(0)
    go(page, "Neem dit besluit")
    # The one letter that tells it comes next.
    expect(page.get_by_role("status").first).to_contain_text("Bewaard: uw besluit.")
    expect(page.locator("h1")).to_have_text("Verzoek om onderzoek aan de Raad")


def test_v15_need_and_stream_stand_beside_each_other_and_the_leader_chooses_the_order(windows: Windows) -> None:
    page = windows.sign_in("marloes.opvang", DESKTOP)
    for name, need, why, stream in (
        ("Proef Wmo", "Nu nodig", "Slaapt in de auto.", "Wmo"),
        ("Proef Wlz", "Kan wachten", "Heeft nog een huis.", "Wlz"),
    ):
        page.goto("/team/waiting/new")
        page.get_by_label("Naam").fill(name)
        page.get_by_label("Wacht sinds").fill(clock.today().isoformat())
        page.get_by_label(need).check()
        page.get_by_label("Waarom?").fill(why)
        page.get_by_label("Geldstroom").fill(stream)
        go(page, "Bewaar")
    expect(page.locator("main")).to_contain_text("Nu nodig: Slaapt in de auto.")
    for order, ahead, behind in (
        ("Op urgentie", "Proef Wmo", "Proef Wlz"),
        ("Op geldstroom", "Proef Wlz", "Proef Wmo"),
    ):
        go(page, order, link=True)
        seen = page.locator("main").inner_text()
        assert seen.index(ahead) < seen.index(behind), order


def test_v18_less_living_money_is_a_last_means_of_contact(windows: Windows) -> None:
    page = windows.sign_in("daan.zeist", DESKTOP)
    case = new_case(page, "Budgetbeheer", ("Weg", ""))
    went_wrong(page, case, "Niet gekomen of geen antwoord")
    for least, comes_first in (
        ("De cliënt bellen", "Bel de cliënt eerst"),
        ("Een nieuwe afspraak maken", "Bied eerst een nieuwe afspraak aan"),
    ):
        respond(page, "Leefgeld verlagen, alleen")
        refused(page, comes_first)
        respond(page, least)
    incident = page.url.split("?")[0].split("#")[0]
    who_decides(page, case, incident, "Leefgeld stoppen")
    respond(page, "Leefgeld stoppen, alleen")
    refused(page, "Verlaag het leefgeld eerst")
    respond(page, "Leefgeld verlagen, alleen")
    refused(page, "Leg eerst vast wie hierover beslist")
    who_decides(page, case, incident, "Leefgeld verlagen")
    respond(page, "Leefgeld verlagen, alleen")
    refused(page, "Schrijf wie dit besloot.")
    respond(page, "Leefgeld verlagen, alleen", by="Aylin Demir")
    respond(page, "Leefgeld stoppen, alleen", by="Aylin Demir")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard: wat u doet, en waarom.")
