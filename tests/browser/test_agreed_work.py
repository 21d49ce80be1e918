"""Agreements, the plan and a talk in real windows: nothing typed is lost, and each page is right to look at."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.audit import Audit
from tests.browser.audited import AGREED, OWN_AGREED, case_of, unfold
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows, find_internet, lose_internet

FILLED = "main form .utrecht-button--primary-action"


def refused(audit: Audit) -> None:
    """Press the filled button of an empty form, and look at what it says."""
    audit.page.locator(FILLED).first.click()
    expect(audit.page.locator("#errors")).to_be_visible()
    unfold(audit.page)
    audit.look()


def test_pages_of_agreements_the_plan_and_a_talk(windows: Windows) -> None:
    page = windows.sign_in("ilse.jeugdbescherming", DESKTOP)
    audit = Audit(page)
    case = case_of(page, "Amin").split("#")[0]
    audit.visit(f"{case}prepare")
    audit.visit(f"{case}agreements")
    refused(audit)
    page.goto(f"{case}agreements")
    page.locator("a.row-title").first.click()
    audit.look()
    go(page, "Leg weg")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    go(page, "Gedaan")
    expect(page.get_by_role("status").first).to_contain_text("Afgevinkt:")
    audit.look()

    audit.visit(f"{case}goals")
    unfold(page)
    audit.look()
    for link in ("Leg een antwoord vast", "Kijk terug op de doelen"):
        page.goto(f"{case}goals")
        go(page, link, link=True)
        audit.look()
        refused(audit)
    page.goto(f"{case}goals")
    go(page, "Kijk terug op de doelen", link=True)
    page.get_by_text("Voor een deel gelukt", exact=True).first.click()
    go(page, "Bewaar")
    go(page, "Klopt dit niet?", link=True)
    unfold(page)
    audit.look()
    page.goto(f"{case}goals")
    go(page, "Wijzig dit plan")
    unfold(page)
    audit.look()
    go(page, "Nog een doel of stap")
    page.get_by_label("Het doel, in de woorden van", exact=False).last.fill("We eten samen.")
    expect(page.locator(".save-status")).to_contain_text("Bewaard om")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Wie schreven nog meer mee?").fill("Oma")
    expect(other.locator(".save-status")).to_contain_text("Bewaard om")
    page.get_by_label("Waar gaat het over?").last.select_option("family")
    expect(page.locator(".save-status")).to_contain_text("Hier is intussen iets anders bewaard. Uw tekst staat er nog.")
    page.locator(FILLED).first.click()
    expect(page.get_by_role("alert")).to_contain_text("Er is niets overschreven.")
    expect(page.locator("main")).to_contain_text("Oma")
    audit.look()
    go(page, "Naar vastleggen")
    audit.look()
    page.get_by_label("Op welke dag spraken jullie dit af?").fill("")
    refused(audit)
    go(page, "Terug naar het concept", link=True)
    go(page, "Naar vastleggen")
    page.locator(FILLED).first.click()
    expect(page.get_by_role("status").first).to_contain_text("Vastgelegd.")
    unfold(page)
    page.locator("details a.row-title").first.click()
    audit.look()

    audit.visit(f"{case}talk")
    unfold(page)
    audit.look()
    refused(audit)
    page.goto(f"{case}talk")
    unfold(page)
    page.get_by_label("Welke zaak?").select_option(index=1)
    go(page, "Voeg deze zaak toe")
    expect(page.locator("#also section")).to_be_visible()
    audit.look()
    audit.is_right(AGREED)


def test_what_is_typed_before_the_script_has_come_is_kept(windows: Windows) -> None:
    page = windows.sign_in("ilse.jeugdbescherming", PHONE)
    # A case that no other test here writes in.
    case = case_of(page, "Wendell").split("#")[0]
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/draft*.js", hold, times=1)
    page.goto(f"{case}talk", wait_until="commit")
    text = page.locator("main textarea").first
    text.fill("Wendell was op school.")
    for _moment in range(100):
        if not held:
            page.wait_for_timeout(100)
    held[0].continue_()
    expect(page.locator(".save-status")).to_contain_text("Bewaard om")
    page.reload()
    expect(text).to_have_value("Wendell was op school.")


def text_of(page: Page) -> str:
    """What stands in the field for the talk."""
    return page.get_by_label("Wat wilt u opschrijven?", exact=False).input_value()


def test_a_talk_typed_on_a_phone_outlives_the_phone_and_its_client_reads_it(windows: Windows) -> None:
    phone = windows.sign_in("peter.reclassering", PHONE)
    case = case_of(phone, "Noor Yilmaz").split("#")[0]
    phone.goto(case)
    go(phone, "Gesprek vastleggen", link=True)
    expect(phone.locator("main h2").first).to_have_text("Is dit gelukt?")
    expect(phone.locator("input[type=radio]:checked")).to_have_count(0)
    phone.get_by_text("Huisbezoek", exact=True).click()
    phone.get_by_label("Wat wilt u opschrijven?", exact=False).fill("We spraken over de")
    expect(phone.locator(".save-status")).to_contain_text("Bewaard om")
    # The last words are typed just before the tab is closed.
    phone.get_by_label("Wat wilt u opschrijven?", exact=False).press("Control+End")
    phone.get_by_label("Wat wilt u opschrijven?", exact=False).press_sequentially(" nieuwe kamer.")
    phone.close(run_before_unload=True)

    desk = windows.sign_in("peter.reclassering", DESKTOP)
    desk.goto(f"{case}talk")
    expect(desk.get_by_role("status").first).to_contain_text("Het is nog niet vastgelegd.")
    assert text_of(desk) == "We spraken over de nieuwe kamer."
    expect(desk.get_by_label("Huisbezoek", exact=True)).to_be_checked()
    lose_internet(desk)
    desk.get_by_label("Wat wilt u opschrijven?", exact=False).press("Control+End")
    desk.get_by_label("Wat wilt u opschrijven?", exact=False).press_sequentially(" Goed gesprek.")
    expect(desk.locator(".save-status")).to_contain_text("Geen verbinding. Uw tekst staat nog hier.")
    find_internet(desk)
    expect(desk.locator(".save-status")).to_contain_text("Bewaard om", timeout=15_000)
    windows.wrong = [each for each in windows.wrong if "ERR_INTERNET_DISCONNECTED" not in each]
    go(desk, "Bewaar")
    expect(desk.get_by_role("status").first).to_contain_text("Bewaard om")
    desk.goto(f"{case}talk")
    assert text_of(desk) == ""

    audit = Audit(windows.sign_in("noor.reclassering", PHONE))
    home = audit.page
    audit.visit("/home")
    mine = home.locator("li.row", has_text="U doet dit.").first
    if mine.count():
        mine.get_by_role("button", name="Gedaan").click()
        expect(home.get_by_role("button", name="Toch niet gedaan").first).to_be_visible()
        audit.look()
    audit.visit("/home/written")
    expect(home.locator("main")).to_contain_text("We spraken over de nieuwe kamer. Goed gesprek.")
    audit.visit("/home/plan")
    go(home, "Zeg wat u ervan vindt", link=True)
    audit.look()
    go(home, "Bewaar")
    expect(home.locator("#errors")).to_be_visible()
    audit.look()
    home.get_by_text("Nee", exact=True).click()
    go(home, "Bewaar")
    expect(home.locator("main")).to_contain_text("U bent het niet eens met dit plan.")
    audit.look()
    audit.is_right(OWN_AGREED)
