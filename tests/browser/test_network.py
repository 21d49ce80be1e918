"""The people around a client in real windows: put on the map by worker and client, and each page right to look at."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.audit import Audit
from tests.browser.audited import NETWORK, case_of, unfold
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Windows


def test_pages_of_the_people_around_a_client(windows: Windows) -> None:
    page = windows.sign_in("peter.reclassering", DESKTOP)
    audit = Audit(page)
    audit.visit(case_of(page, "Noor Yilmaz").split("#")[0])
    go(page, "De mensen om Noor", link=True)
    expect(page.locator("main")).to_contain_text("Nog niemand op de kaart.")
    audit.look()
    address = page.url.split("?")[0]
    go(page, "Zet Peter Lindehof op de kaart", link=True)
    expect(page.get_by_label("Naam, of wie het is")).to_have_value("Peter Lindehof")
    audit.look()
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.get_by_label("Dichtbij", exact=True).check()
    page.get_by_label("Er is een contactverbod").check()
    go(page, "Bewaar")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard.")
    expect(page.locator("main")).to_contain_text("Contactverbod")
    expect(page.locator(".picture-wide svg")).to_be_visible()
    audit.look()
    go(page, "1. Peter Lindehof", link=True)
    audit.look()
    page.get_by_label("Van de kaart vanaf welke dag?").fill("2030-01-01")
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()

    phone = windows.sign_in("noor.reclassering", PHONE)
    own = Audit(phone)
    own.visit("/home/network")
    phone.set_viewport_size(PHONE["viewport"])
    expect(phone.locator(".picture-narrow svg")).to_be_visible()
    expect(phone.locator(".picture-wide")).to_be_hidden()
    go(phone, "1. Peter Lindehof", link=True)
    own.look()
    phone.get_by_label("Allebei").check()
    phone.get_by_label("In uw eigen woorden").fill("Peter belt op tijd.")
    go(phone, "Bewaar")
    expect(phone.locator("main")).to_contain_text("Allebei: Peter belt op tijd.")
    go(phone, "Zet iemand op de kaart", link=True)
    own.look()
    go(phone, "Bewaar")
    expect(phone.locator("#errors")).to_be_visible()
    own.look()
    own.visit("/home/network")

    page.goto(address)
    expect(page.locator("main")).to_contain_text("Peter belt op tijd.")
    unfold(page)
    audit.look()
    audit.and_(own).is_right(NETWORK)
