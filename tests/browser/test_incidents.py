"""Something happened: from the case page to the client's own word, in a real browser, by hand and by keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from alliantie import clock
from tests.browser.audit import Audit
from tests.browser.audited import INCIDENTS, case_of, unfold
from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows


def missing(page: Page) -> None:
    """Send what is open without filling it in: the page says what is missing."""
    page.locator("main form[method=post] .utrecht-button--primary-action").click()
    expect(page.locator("#errors")).to_be_visible()


def test_every_page_of_an_incident_and_of_an_ending_is_right(windows: Windows) -> None:
    page = windows.sign_in("daan.zeist", DESKTOP)
    audit = Audit(page)
    case = case_of(page, "Chantal")
    audit.visit(f"{case}incidents/new")
    audit.visit(f"{case}incidents/new/new-debt")
    missing(page)
    audit.look()
    page.get_by_label("Bedrag").fill("120,50")
    page.get_by_label("Nog niet duidelijk").check()
    page.get_by_label("Wat gebeurde er precies?").fill("Er kwam een aanmaning.")
    go(page, "Bewaar")
    heading(page, "Wat zegt Chantal?")
    audit.visit(page.url)
    missing(page)
    audit.look()
    page.get_by_label("Alleen Daan").check()
    page.get_by_label("Het eigen verhaal").fill("De toeslag kwam te laat.")
    go(page, "Verder")
    audit.visit(page.url)
    incident = page.url.split("?")[0]
    for form in ("again", "cause"):
        audit.visit(f"{incident}/{form}")
        missing(page)
        audit.look()
    page.get_by_label("Het was niet te voorkomen").check()
    go(page, "Bewaar")
    missing(page)
    audit.look()
    page.get_by_label("Erover praten").check()
    page.get_by_label("Waarom past dit?").fill("Samen naar de toeslag kijken.")
    go(page, "Bewaar")
    audit.look()
    audit.visit(case)
    audit.visit(f"{case}end")
    audit.visit(f"{case}end?reason=client-stops")
    missing(page)
    audit.look()

    own = Audit(windows.sign_in("chantal.zeist", DESKTOP))
    own.visit("/home/incidents")
    unfold(own.page)
    own.look()
    own.page.locator("details", has_text="Klopt dit niet?").locator("form button").first.click()
    expect(own.page.locator("#errors")).to_be_visible()
    own.look()
    audit.and_(own).is_right(INCIDENTS)


def test_on_a_phone_by_keyboard_alone_doing_nothing_takes_a_choice_and_a_reason(windows: Windows) -> None:
    page = windows.sign_in("peter.reclassering", PHONE)
    page.goto(case_of(page, "Noor"))
    page.get_by_role("link", name="Er is iets gebeurd").focus()
    page.keyboard.press("Enter")
    heading(page, "Er is iets gebeurd")
    page.get_by_role("link", name="Een afspraak niet nagekomen").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Ongewenst gedrag").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Bewaar").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Noor zegt liever niets").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Verder").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#heard ~ *, .block-head + p").filter(has_text="Noor zegt liever niets.")).to_be_visible()
    assert page.locator("input[type=radio]:checked").count() == 0
    page.get_by_label("Niets doen").focus()
    page.keyboard.press("Space")
    page.get_by_label("Waarom past dit?").fill("Noor belde vooraf.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard: wat u doet, en waarom.")
    # The way back shows the page as it stands, and sends nothing anew.
    page.go_back()
    page.goto(page.url.split("?")[0])
    assert page.get_by_text("Noor belde vooraf.").count() == 1


def test_a_case_ends_and_runs_again_and_what_was_asked_of_the_cooperation_is_never_sent(windows: Windows) -> None:
    page = windows.sign_in("ruben.jeugdreclassering", DESKTOP)
    case = case_of(page, "Jayden")
    page.goto(f"{case}end")
    page.get_by_label("De begeleiding is helemaal doorlopen").check()
    go(page, "Verder")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.get_by_label("Welke belangen heeft u gewogen?").fill("School en rust.")
    page.get_by_label("Waardoor eindigt het?").fill("De tijd is om.")
    page.get_by_label("Hoe heeft u contact gezocht?").fill("Gebeld.")
    page.get_by_label("Hebben jullie over de samenwerking gepraat?").check()
    # What the judge imposed ended on the day that is written here, and not because our case ends.
    for ended in page.get_by_label("Eindigde dit ook?").all():
        ended.fill(clock.today().isoformat())
    go(page, "Sluit de zaak af")
    expect(page.get_by_role("status").first).to_contain_text("De zaak is afgesloten.")
    assert len(sent) == 1
    assert "talked" not in sent[0]
    go(page, "Maak het afsluiten ongedaan")
    expect(page.get_by_role("status").first).to_contain_text("De zaak loopt weer.")
