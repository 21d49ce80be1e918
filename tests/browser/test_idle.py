"""A page that locks after quiet minutes: it warns, hides, and lets the same person read and copy what was typed."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.audit import Audit
from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Site, Windows, find_internet, lose_internet, type_password

SECONDS = 5_000
TEXT = "Mijn adres klopt niet meer, ik woon nu ergens anders."
FORM = "/home/requests/new/correct"
WARNING = "Over twee minuten gaat deze bladzijde op slot."


def opens(windows: Windows, login: str, address: str, size: dict[str, object] = PHONE) -> Page:
    """A page of somebody who signed in just now, whose clock the test moves."""
    page = windows.page(size)
    page.clock.install()
    page.goto("/")
    type_password(page, login)
    page.goto(address)
    return page


_OF_BROWSER = "(SELECT visit_id FROM access_session WHERE session_key = ANY(%s))"


def quiet_for(site: Site, page: Page, minutes: float) -> None:
    """By the server's clock nobody did anything in this browser for so long."""
    keys = [each["value"] for each in page.context.cookies()]
    site.change("DELETE FROM access_visit WHERE id IN " + _OF_BROWSER, keys)  # noqa: S608 - our own words
    site.change(
        "UPDATE access_session SET began_at = now() - make_interval(secs => %s) WHERE session_key = ANY(%s)",
        minutes * 60,
        keys,
    )


def was_used(site: Site, page: Page) -> bool:
    """Whether the server heard that somebody is there since `quiet_for`."""
    keys = [each["value"] for each in page.context.cookies()]
    return bool(site.rows("SELECT 1 FROM access_visit WHERE id IN " + _OF_BROWSER, keys))  # noqa: S608 - our own


def until(page: Page, reached: Callable[[], bool], minutes: float = 20) -> None:
    """The clock of the page goes on, with time for its questions to be answered, until it shows what it waits for."""
    for _part in range(int(minutes * 12)):
        if reached():
            return
        page.clock.run_for(SECONDS)
        page.wait_for_timeout(20)
    assert reached()


def asks(page: Page) -> Locator:
    return page.get_by_role("dialog").filter(has_text=WARNING)


def at_sign_in(page: Page) -> Callable[[], bool]:
    return lambda: "/account/login/" in page.url


def is_kept(page: Page) -> None:
    """The page leads to the text, which can be read there; the form itself is as it was."""
    expect(page.locator("main textarea").first).to_have_value("")
    go(page, "Wat u getypt had", link=True)
    heading(page, "Wat u getypt had")
    expect(page.locator("textarea[readonly]").first).to_have_value(TEXT)


def test_it_warns_goes_on_at_any_key_locks_and_gives_the_text_to_the_same_person(windows: Windows, site: Site) -> None:
    page = opens(windows, "noor.reclassering", FORM)
    page.locator("main textarea").first.fill(TEXT)
    quiet_for(site, page, 13.5)
    until(page, asks(page).is_visible)
    seen = Audit(page)
    seen.look()
    page.keyboard.press("Shift")
    expect(page.get_by_role("dialog")).to_be_hidden()
    until(page, lambda: was_used(site, page))
    quiet_for(site, page, 15.5)
    until(page, at_sign_in(page))
    expect(page.locator("main")).to_contain_text("Wat u typte, is bewaard.")
    page.go_back()
    heading(page, "Inloggen")
    page.goto(f"/account/login/?next={FORM}")
    type_password(page, "noor.reclassering")
    is_kept(page)
    seen.visit(page.url)
    seen.is_right({"my-request-new", "kept"})
    go(page, "Weggooien")
    heading(page, "Er is niets bewaard")


def test_without_internet_the_page_hides_and_keeps_its_text_until_it_can_be_kept(windows: Windows, site: Site) -> None:
    page = opens(windows, "amin.jeugdbescherming", FORM)
    page.locator("main textarea").first.fill(TEXT)
    quiet_for(site, page, 13.5)
    until(page, asks(page).is_visible)
    lose_internet(page)
    offline = page.get_by_role("dialog").filter(has_text="Er is geen internet.")
    until(page, offline.is_visible)
    expect(page.locator("main")).to_be_hidden()
    # Nor does the tab say whose page it is.
    expect(page).to_have_title("Deze bladzijde is op slot · Alliantie")
    page.keyboard.press("Escape")
    expect(offline).to_be_visible()
    expect(page.locator("main")).to_be_hidden()
    quiet_for(site, page, 15.5)
    find_internet(page)
    until(page, at_sign_in(page))
    type_password(page, "amin.jeugdbescherming")
    is_kept(page)
    windows.wrong = [each for each in windows.wrong if "ERR_INTERNET_DISCONNECTED" not in each]


def test_what_cannot_be_kept_stays_hidden_until_the_same_person_signed_in_in_another_tab(
    windows: Windows, site: Site
) -> None:
    page = opens(windows, "naima.jeugdbescherming", FORM)
    page.locator("main textarea").first.fill(TEXT)
    page.route("**/account/kept/keep", lambda route: route.fulfill(status=500))
    quiet_for(site, page, 15.5)
    until(
        page, page.get_by_role("dialog").filter(has_text="Bewaren lukte niet. Wat getypt is, staat er nog.").is_visible
    )
    expect(page.locator("main")).to_be_hidden()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Inloggen").click()
    type_password(opened.value, "naima.jeugdbescherming")
    until(page, page.locator("main textarea").first.is_visible)
    expect(page.locator("main textarea").first).to_have_value(TEXT)
    # It belongs to the new session, so it can be sent: nothing was chosen, as the page says.
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#errors")).to_contain_text("Kies waar het over gaat.")
    windows.wrong = [each for each in windows.wrong if "500" not in each]


def test_of_two_tabs_one_that_is_used_keeps_the_other_open_and_both_lock_together(windows: Windows, site: Site) -> None:
    one = opens(windows, "naima.jeugdbescherming", FORM)
    two = one.context.new_page()
    two.goto("/home/complaint")
    one.locator("main textarea").first.fill(TEXT)
    quiet_for(site, one, 13.5)
    until(one, asks(one).is_visible)
    two.keyboard.press("Shift")
    until(one, lambda: not asks(one).is_visible())
    expect(one.locator("main")).to_be_visible()
    quiet_for(site, one, 15.5)
    for page in (one, two):
        until(page, at_sign_in(page))
    type_password(one, "naima.jeugdbescherming")
    is_kept(one)


def test_without_script_a_form_sent_too_late_is_kept_to_read_after_signing_in(windows: Windows, site: Site) -> None:
    page = windows.page(DESKTOP, java_script_enabled=False)
    page.goto("/")
    type_password(page, "driss.jeugdbescherming")
    page.goto(FORM)
    page.locator("main textarea").first.fill(TEXT)
    quiet_for(site, page, 60)
    page.locator("main form button[type=submit]").last.click()
    heading(page, "Inloggen")
    type_password(page, "driss.jeugdbescherming")
    heading(page, "Wat u getypt had")
    expect(page.locator("textarea[readonly]").first).to_have_value(TEXT)
    go(page, "Naar de bladzijde", link=True)
    expect(page.locator("main textarea").first).to_have_value("")
