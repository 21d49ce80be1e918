"""A page that locks after quiet minutes: it warns, hides, and gives what was typed back to the same person."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Site, Windows, find_internet, lose_internet, type_password

MINUTE = 60_000
TEXT = "Mijn adres klopt niet meer, ik woon nu ergens anders."
FORM = "/home/requests/new/correct"


def opens(windows: Windows, login: str, address: str, size: dict[str, object] = PHONE) -> Page:
    """A page of somebody who signed in just now, whose clock the test moves. Locking ends that session for good."""
    page = windows.page(size)
    page.clock.install()
    page.goto("/")
    type_password(page, login)
    page.goto(address)
    return page


def minutes_pass(page: Page, minutes: float) -> None:
    """Time goes by and nobody does anything; what locks the page is loaded meanwhile."""
    for _part in range(int(minutes * 2)):
        page.clock.run_for(MINUTE // 2)
    page.wait_for_timeout(300)


def asks(page: Page) -> None:
    expect(page.get_by_role("dialog")).to_contain_text("Over twee minuten gaat deze bladzijde op slot.")


def test_it_warns_goes_on_at_any_key_locks_and_gives_the_text_back_to_the_same_person(
    windows: Windows, site: Site
) -> None:
    page = opens(windows, "noor.reclassering", FORM)
    page.locator("main textarea").first.fill(TEXT)
    minutes_pass(page, 12.5)
    expect(page.get_by_role("dialog")).to_be_hidden()
    minutes_pass(page, 1)
    asks(page)
    page.keyboard.press("Shift")
    expect(page.get_by_role("dialog")).to_be_hidden()
    minutes_pass(page, 13.5)
    asks(page)
    minutes_pass(page, 2)
    heading(page, "Inloggen")
    expect(page.locator("main")).to_contain_text("Wat u typte is bewaard.")
    page.go_back()
    heading(page, "Inloggen")
    page.goto(f"/account/login/?next={FORM}")
    type_password(page, "noor.reclassering")
    expect(page.locator("main textarea").first).to_have_value(TEXT)
    expect(page.locator("main form [role=status]").first).to_have_text("Dit was getypt voor de bladzijde op slot ging.")
    for _moment in range(100):
        if site.rows("SELECT 1 FROM access_kept"):
            page.wait_for_timeout(100)
    page.goto(FORM)
    expect(page.locator("main textarea").first).to_have_value("")


def test_without_internet_the_page_hides_and_keeps_its_text_until_it_can_be_kept(windows: Windows) -> None:
    page = opens(windows, "amin.jeugdbescherming", FORM)
    page.locator("main textarea").first.fill(TEXT)
    minutes_pass(page, 13.5)
    lose_internet(page)
    minutes_pass(page, 2)
    expect(page.locator("main")).to_be_hidden()
    expect(page.get_by_role("dialog")).to_contain_text("Er is geen internet.")
    page.keyboard.press("Escape")
    expect(page.locator("main")).to_be_hidden()
    find_internet(page)
    minutes_pass(page, 0.5)
    heading(page, "Inloggen")
    type_password(page, "amin.jeugdbescherming")
    expect(page.locator("main textarea").first).to_have_value(TEXT)
    windows.wrong = [each for each in windows.wrong if "ERR_INTERNET_DISCONNECTED" not in each]


def test_of_two_tabs_one_that_is_used_keeps_the_other_and_both_lock_with_their_text(windows: Windows) -> None:
    one = opens(windows, "naima.jeugdbescherming", FORM)
    two = one.context.new_page()
    two.clock.install()
    two.goto("/home/complaint")
    one.locator("main textarea").first.fill(TEXT)
    for page in (one, two):
        minutes_pass(page, 6)
    two.keyboard.press("Shift")
    minutes_pass(one, 9)
    expect(one.get_by_role("dialog")).to_be_hidden()
    minutes_pass(two, 15.5)
    for page in (two, one):
        heading(page, "Inloggen")
    type_password(one, "naima.jeugdbescherming")
    expect(one.locator("main textarea").first).to_have_value(TEXT)


def test_without_script_a_form_sent_too_late_is_kept_and_sent_after_signing_in(windows: Windows, site: Site) -> None:
    page = windows.page(DESKTOP, java_script_enabled=False)
    page.goto("/")
    type_password(page, "driss.jeugdbescherming")
    page.goto(FORM)
    page.locator("main textarea").first.fill(TEXT)
    site.change("UPDATE access_session SET began_at = now() - interval '1 hour'")
    site.change("UPDATE access_visit SET used_at = now() - interval '1 hour'")
    page.locator("main form button[type=submit]").last.click()
    heading(page, "Inloggen")
    type_password(page, "driss.jeugdbescherming")
    heading(page, "Wat u typte is bewaard")
    go(page, "Nu versturen")
    # Nothing was chosen there: the page says so, with the text.
    expect(page.locator("#errors")).to_contain_text("Kies waar het over gaat.")
    expect(page.locator("main textarea").first).to_have_value(TEXT)
