"""The worker's device, handed over: from locking it to looking together on that one screen. Nothing is left behind."""

from __future__ import annotations

import contextlib
import json
import re

from playwright.sync_api import Error, Page, expect

from tests.browser.looks import heading, picture_of_two
from tests.browser.people import Both, Client, Worker, go
from tests.browser.way_in import choose_pin
from tests.browser.windows import DESKTOP, Site, Windows, find_internet, lose_internet, type_password

LOCKED = "Klaar. Geef het apparaat terug."
EIGHT = ["Ja", "Een beetje", "Ja", "Nee", "Een beetje", "Ja", "Ja", "Nee"]


def gives(page: Page, client: str, pin: str = "2580") -> str:
    """Lock and give the device, up to the client's first page after the PIN. Returns the address of the round."""
    go(page, "Op dit apparaat", link=True)
    heading(page, f"Geef dit apparaat aan {client}")
    expect(page.locator("main")).to_contain_text("Uw dossier gaat op slot. Alleen uw wachtwoord of passkey opent het.")
    go(page, "Op slot en geven")
    heading(page, f"Dag {client}")
    expect(page.locator("main")).to_contain_text("Ga zitten waar niemand meekijkt.")
    here = page.url.removesuffix("hello")
    go(page, "Begin", link=True)
    choose_pin(page, pin)
    return here


def to_invite(page: Page, client: str) -> None:
    """From the start page to the ways in which a client can fill in."""
    page.goto("/")
    page.locator("#cases").locator("xpath=..").locator(".row-title", has_text=client).click()
    go(page, f"Geef {client} de ronde", link=True)
    heading(page, f"Hoe wil {client} invullen?")


def signed_in(windows: Windows, login: str) -> Page:
    """A worker in a window of their own, since giving the device ends that session for good."""
    page = windows.page(DESKTOP)
    page.goto("/")
    type_password(page, login)
    return page


def kept(page: Page) -> list[str]:
    """Everything a page of this browser could find again: storages, databases, caches, cookies a script can read."""
    return page.evaluate(
        """async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie,
          ...(await indexedDB.databases()).map((one) => one.name), ...(await caches.keys())].filter(Boolean)"""
    )


def test_a_whole_round_on_the_workers_device_leaves_nothing_behind(windows: Windows, site: Site) -> None:
    both = Both.of("wannes.justitiehuis", "lien.justitiehuis")
    page = signed_in(windows, "lien.justitiehuis")
    to_invite(page, both.client)
    expect(page.get_by_role("status")).to_have_text("Vul liever eerst uw eigen kant in.")
    case = page.context.new_page()
    case.goto("/")
    here = gives(page, both.client)
    heading(case, LOCKED)

    client = Client(page, both)
    client.reads_frame_if_asked()
    client.reads_notice(8, 3)
    assert page.get_by_role("link", name="Vandaag").count() == 0
    go(page, "Ik doe mee")
    heading(page, "Ik drink graag thee.")
    go(page, "Volgende")
    expect(page.locator(".utrecht-form-field-error-message")).to_be_visible()
    page.get_by_role("radio", name="Ja", exact=True).check()
    go(page, "Volgende")
    helped = page.get_by_role("heading", name="Heeft de afspraak van vorige keer u geholpen?")
    first = 1
    if helped.count():
        page.get_by_role("radio", name="Ja", exact=True).check()
        go(page, "Volgende")
        first = 2
    client.answers_all(EIGHT, first=first)
    assert kept(page) == []
    page.goto(f"{here}share")
    page.get_by_role("radio", name="Het beeld en mijn antwoorden", exact=True).check()
    page.get_by_role("radio", name="Nee", exact=True).check()
    go(page, "Versturen")

    heading(page, LOCKED)
    for _step in range(4):
        page.go_back()
        heading(page, LOCKED)
    for place in ("question/1", "review", "share", "notice", "hello", "standing", "mine"):
        page.goto(f"{here}{place}")
        heading(page, LOCKED)
    assert kept(page) == []
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrftoken", "locked"}
    assert both.client not in json.dumps(page.context.storage_state())

    # The window closed and opened again: what a browser keeps is what it has then.
    again = windows.page(DESKTOP, storage_state=page.context.storage_state())
    again.goto("/")
    heading(again, LOCKED)
    go(again, "Medewerker: openen", link=True)
    expect(again.get_by_label("Inlognaam")).to_have_value("")
    type_password(again, "lien.justitiehuis")
    assert again.url.removesuffix("/") == site.url

    worker = Worker(again, both)
    again.goto(f"{here}mine")
    worker.answers_all(EIGHT)
    again.goto(f"{here}together")
    again.locator("summary", has_text=f"{both.client} heeft geen eigen scherm").click()
    again.get_by_label(f"{both.client}, toets hier uw pincode in").fill("2580")
    go(again, "Verder")
    Client(again, both).says_own()
    heading(again, "Samen kijken")
    go(again, f"{both.client}: ik kijk mee")
    expect(again.get_by_role("status")).to_have_text(f"We wachten op {both.worker}.")
    go(again, f"{both.worker}: ik kijk mee")
    heading(again, "Zo zien jullie de samenwerking")
    picture_of_two(again, both.client, both.worker, (0, 0))
    go(again, "Praten", link=True)
    again.get_by_label("Eén ding, klein en precies.").fill("Lien belt eerst.")
    go(again, "Dit spreken we af")
    expect(again.get_by_role("heading", name=f"{both.client}, klopt dit?")).to_be_visible()
    go(again, "Ja")
    go(again, "Gesprek klaar")
    expect(again.locator("h1")).to_contain_text("Besproken op")
    go(again, "Nee")
    # The last question: from here on the worker is alone again.
    expect(again.get_by_role("link", name="Naar de zaak")).to_be_visible()


def test_nobody_near_the_device_for_a_while_covers_it_and_ends_the_turn(windows: Windows) -> None:
    page = signed_in(windows, "bram.amersfoort")
    page.clock.install()
    to_invite(page, "Selam")
    gives(page, "Selam")
    cover = page.get_by_role("dialog")
    expect(cover).to_have_count(0)
    page.clock.fast_forward("03:01")
    expect(cover).to_be_visible()
    expect(page.locator("main")).not_to_be_visible()
    go(page, "Ga verder")
    expect(page.locator("main")).to_be_visible()
    page.clock.fast_forward("03:01")
    expect(cover).to_be_visible()
    page.clock.fast_forward("10:01")
    heading(page, LOCKED)


def at_the_second_question(windows: Windows, login: str, client: str, pin: str = "2580") -> Page:
    """A worker's device, given to a client who answered the first question of the list."""
    page = signed_in(windows, login)
    to_invite(page, client)
    gives(page, client, pin)
    for button in ("Dit is duidelijk", "Ik doe mee"):
        go(page, button)
    page.get_by_role("radio", name="Ja", exact=True).check()
    go(page, "Volgende")
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 1 "))
    page.get_by_role("radio", name="Ja", exact=True).check()
    go(page, "Volgende")
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 2 "))
    return page


def test_closing_the_tab_ends_the_turn_and_a_reload_does_not(windows: Windows) -> None:
    page = at_the_second_question(windows, "bram.amersfoort", "Selam")
    for _again in range(2):
        page.reload()
        expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 2 "))
    go(page, "Vorige", link=True)
    page.go_back()
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 2 "))
    page.wait_for_timeout(500)
    page.reload()
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 2 "))

    address = page.url
    again = page.context.new_page()
    page.close(run_before_unload=True)
    # What a page sends as it closes, no test can wait for.
    again.wait_for_timeout(1000)
    for place in (address, "/"):
        again.goto(place)
        heading(again, LOCKED)
    assert kept(again) == []


def test_a_tab_that_crashed_shows_nothing_of_the_client_wherever_it_is_opened_again(windows: Windows) -> None:
    page = at_the_second_question(windows, "ruben.jeugdreclassering", "Jayden")
    address = re.sub(r"question/\d+.*", "question/1", page.url)
    again = page.context.new_page()
    seen: list[str] = []

    def see(what: str) -> None:
        seen.append(what)

    again.expose_function("see", see)
    again.add_init_script(
        # Before a frame can be painted there is nothing to see: until its styles are there, a page shows nothing.
        """document.addEventListener("readystatechange", () => {
          if (document.readyState !== "interactive") return;
          requestAnimationFrame(() => {
            const main = document.querySelector("main");
            see(getComputedStyle(main).visibility === "hidden" ? "covered" : main.innerText.trim());
          });
        })"""
    )
    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash", timeout=2000)
    again.goto(address)
    heading(again, LOCKED)
    again.wait_for_function("() => new Promise(requestAnimationFrame).then(() => true)")
    assert seen[-1] == LOCKED
    assert set(seen) <= {"covered", LOCKED}
    again.goto("/")
    heading(again, LOCKED)
    assert kept(again) == []


def test_a_tab_that_closed_without_internet_shows_nothing_of_the_client_in_the_next(windows: Windows) -> None:
    page = at_the_second_question(windows, "bram.amersfoort", "Selam", "1470")
    address = page.url
    again = page.context.new_page()
    lose_internet(page)
    page.close(run_before_unload=True)
    again.wait_for_timeout(1000)
    again.context.set_offline(False)
    again.goto(address)
    heading(again, LOCKED)
    windows.wrong = [each for each in windows.wrong if "ERR_INTERNET_DISCONNECTED" not in each]


def test_the_server_hears_that_somebody_is_busy_on_one_page(windows: Windows) -> None:
    page = signed_in(windows, "daan.zeist")
    page.clock.install()
    to_invite(page, "Chantal")
    gives(page, "Chantal", "1470")
    told: list[int] = []
    page.on("response", lambda answer: told.append(answer.status) if answer.url.endswith("/stay") else None)
    page.mouse.move(10, 10)
    page.clock.fast_forward("00:21")
    page.wait_for_timeout(300)
    assert told == []
    with page.expect_response("**/stay"):
        page.mouse.move(20, 20)
    page.mouse.move(30, 30)
    page.wait_for_timeout(300)
    assert told == [204]


def test_leaving_for_another_address_ends_the_turn_and_back_shows_nothing(windows: Windows) -> None:
    page = at_the_second_question(windows, "marit.heuvelrug", "Tomasz")
    page.goto("about:blank")
    page.wait_for_timeout(500)
    page.go_back()
    heading(page, LOCKED)


def test_what_the_client_chose_of_the_looks_ends_with_the_turn(windows: Windows) -> None:
    page = signed_in(windows, "daan.zeist")
    go(page, "Donker")
    to_invite(page, "Chantal")
    go(page, "Op dit apparaat", link=True)
    go(page, "Op slot en geven")
    heading(page, "Dag Chantal")
    go(page, "Grote letters")
    go(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-letters", "large")
    go(page, "Start", link=True)
    page.get_by_label("Four digits").fill("2580")
    go(page, "Continue")
    page.get_by_label("The same four digits").fill("2580")
    go(page, "Begin with this PIN")
    go(page, "This is clear")
    go(page, "Not now")
    heading(page, LOCKED)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    go(page, "Medewerker: openen", link=True)
    type_password(page, "daan.zeist")
    expect(page.locator("html")).to_have_attribute("lang", "nl")
    assert page.locator("html[data-letters]").count() == 0
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_without_internet_the_client_goes_on_and_the_device_keeps_nothing(windows: Windows) -> None:
    page = at_the_second_question(windows, "hanneke.tilburg", "Emine")
    second = page.locator("h1").inner_text()
    lose_internet(page)
    page.get_by_role("radio", name="Ja", exact=True).check()
    expect(page.locator(".save-status")).to_have_text("Geen internet. Laat deze bladzijde open.")
    go(page, "Volgende")
    expect(page.locator(".question-step")).to_have_text(re.compile("^Vraag 3 "))
    page.get_by_role("radio", name="Nee", exact=True).check()
    assert kept(page) == []
    find_internet(page)
    expect(page.locator(".save-status")).to_have_text("Bewaard")
    assert kept(page) == []
    go(page, "Vorige", link=True)
    expect(page.locator("h1")).to_have_text(second)
    expect(page.get_by_role("radio", name="Ja", exact=True)).to_be_checked()
    windows.wrong = [each for each in windows.wrong if "ERR_INTERNET_DISCONNECTED" not in each]
