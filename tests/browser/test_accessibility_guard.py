"""Pages of who guards privacy, of emergencies and of who acts for a client: axe, narrow screens, targets, paper."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from alliantie import clock
from tests.browser.audit import Audit
from tests.browser.audited import FOR_A_CLIENT, GUARDING, case_of, unfold
from tests.browser.people import go
from tests.browser.windows import DESKTOP, PHONE, Site, Windows


def test_pages_of_who_guards_privacy(windows: Windows) -> None:
    sanne = Audit(windows.sign_in("sanne.opvang", DESKTOP))
    page = sanne.page
    sanne.visit(reverse("privacy"))
    go(page, "Handel af")
    expect(page.locator("#errors")).to_be_visible()
    sanne.look()
    emergency = page.get_by_role("link", name="Lees waarom").first.get_attribute("href")
    assert emergency
    sanne.visit(emergency)
    sanne.visit(reverse("privacy-settings"))
    sanne.visit(reverse("privacy-log"))
    go(page, "Open het logboek")
    expect(page.locator("#errors")).to_be_visible()
    sanne.look()
    page.get_by_label("Waarom zoekt u?").fill("Een cliënt vroeg ernaar.")
    go(page, "Open het logboek")
    sanne.visit(page.url)
    sanne.visit(reverse("privacy"))
    unfold(page)
    page.get_by_label("Wat u deed, of waarom er niets hoeft").first.fill("Gevraagd, en het klopte.")
    go(page, "Handel af")
    expect(page.get_by_role("status")).to_contain_text("Het staat bij Afgehandeld.")
    sanne.look()
    sanne.is_right(GUARDING)


def test_pages_of_who_acts_for_a_client_and_of_an_emergency(windows: Windows, site: Site) -> None:
    ilse = Audit(windows.sign_in("ilse.jeugdbescherming", PHONE))
    page = ilse.page
    ilse.visit(reverse("emergency"))
    go(page, "Open de zaak")
    expect(page.locator("#errors")).to_be_visible()
    ilse.look()
    here = case_of(page, "Amin")
    ilse.visit(f"{here}representation")
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()
    ilse.look()
    if page.get_by_label("Voor wie").count():
        page.get_by_label("Voor wie").select_option(index=1)
    page.get_by_label("Op welke grond").select_option("guardian")
    page.get_by_label("Voornaam").fill("Fatma")
    page.get_by_label("Achternaam").fill("Haddou")
    page.get_by_label("Waar staat het in?").fill("Beschikking van de rechtbank")
    for label in ("Dag van dat stuk", "Geldt vanaf"):
        page.get_by_label(label).fill(clock.today().isoformat())
    go(page, "Bewaar")
    expect(page.get_by_role("status")).to_contain_text("Bewaard. De cliënt ziet het.")
    ilse.look()
    # As `alliantie user representative` makes it, with a password that is known.
    [(login,)] = site.rows("SELECT login FROM access_account WHERE login = 'amin.jeugdbescherming'")
    site.change(
        "INSERT INTO access_account (id, login, password, is_active, area_id, representative_id, shown_as)"
        " SELECT gen_random_uuid(), 'fatma.haddou', a.password, true, a.area_id, r.id, 'Fatma'"
        " FROM access_account a, cases_representative r WHERE a.login = %s AND r.family_name = 'Haddou'",
        login,
    )
    fatma = Audit(windows.sign_in("fatma.haddou", PHONE))
    fatma.visit(reverse("for-home"))
    one = fatma.page.locator(".row-title").first.get_attribute("href")
    assert one
    fatma.visit(one)
    unfold(fatma.page)
    fatma.look()
    ilse.and_(fatma).is_right(FOR_A_CLIENT)
