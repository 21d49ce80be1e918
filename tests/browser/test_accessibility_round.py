"""Every page of a round and of the client, for whoever can open it: as in test_accessibility.py."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.audit import Audit
from tests.browser.audited import BY_LINK, HANDED, OWN_PART, OWN_ROUND, PORTAL, TOGETHER, href, unfold
from tests.browser.letters import INVITATION, begin_invitation, send, sign
from tests.browser.looks import heading
from tests.browser.people import Both, Client, Worker, go, go_on
from tests.browser.test_handed_device import gives, to_invite
from tests.browser.way_in import invite, type_code, type_pin_again
from tests.browser.windows import DESKTOP, Site, Windows, type_password

EIGHT = ["Ja", "Een beetje", "Ja", "Nee", "Een beetje", "Ja", "Ja", "Nee"]


def test_pages_of_the_workers_own_side(windows: Windows) -> None:
    page = windows.sign_in("lien.justitiehuis", DESKTOP)
    audit = Audit(page)
    page.goto("/")
    here = href(page, "Vul uw kant in: Wannes")
    for place in ("mine", "invite", "flag"):
        audit.visit(f"{here}{place}")
    for way in ("Eigen telefoon, nu met QR-code", "Eigen telefoon, later met een link", "Op papier"):
        page.goto(f"{here}invite")
        go(page, way)
        audit.look()
    number = page.locator("strong", has_text="Formulier").inner_text().removeprefix("Formulier ").replace(" ", "")
    audit.visit(f"{here}hand")
    audit.visit(reverse("paper"))
    page.get_by_label("Nummer boven aan het formulier").fill(number)
    go(page, "Verder")
    audit.look()
    other = Audit(windows.sign_in("greetje.justitiehuis", DESKTOP))
    other.visit(reverse("paper-form", kwargs={"number": number}))
    go(other.page, "Versturen")
    other.look()
    audit.visit(f"{here}picture", 409)
    audit.visited.discard("round-picture")
    page.goto(f"{here}mine")
    go(page, "Versturen")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    Worker(page, Both.of("wannes.justitiehuis", "lien.justitiehuis")).answers_all(EIGHT)
    audit.visit(f"{here}standing")
    audit.and_(other).is_right(OWN_ROUND)


def test_pages_on_a_device_that_was_handed_over(windows: Windows) -> None:
    page = windows.page(DESKTOP)
    page.goto("/")
    type_password(page, "bram.amersfoort")
    audit = Audit(page)
    to_invite(page, "Selam")
    here = gives(page, "Selam").removesuffix("enter")
    audit.visit(f"{here}hello")
    go(page, "Grote letters")
    audit.look()
    page.goto(here)
    Client(page, Both.of("selam.amersfoort", "bram.amersfoort")).reads_frame_if_asked()
    page.goto(f"{here}notice")
    go(page, "Ik doe mee")
    audit.visit(f"{here}practice")
    page.goto(f"{here}standing")
    audit.visit(reverse("locked"))
    audit.is_right(HANDED)


def test_pages_of_a_client_with_an_account(windows: Windows) -> None:
    peter = windows.sign_in("peter.reclassering", DESKTOP)
    begin_invitation(peter, "Noor Yilmaz")
    sign(peter)
    send(peter)
    noor = Audit(windows.sign_in("noor.reclassering", DESKTOP))
    go(noor.page, "Ik kan niet")
    unfold(noor.page)
    noor.look()
    go(noor.page, "Ik kom toch")
    noor.visit(reverse("my-letters"))
    noor.visit(href(noor.page, INVITATION))
    page = windows.sign_in("driss.jeugdbescherming", DESKTOP)
    audit = Audit(page)
    for name in ("home", "my-frame", "my-reminder", "my-rounds", "who-looked", "other-worker", "complaint"):
        audit.visit(reverse(name))
        unfold(page)
        audit.look()
    page.goto("/home")
    picture = href(page, "Besproken op")
    audit.visit(picture)
    unfold(page)
    audit.look()
    audit.visit(picture.replace("picture", "how"))
    audit.look()
    audit.visit(picture.replace("picture", "trend"))
    unfold(page)
    audit.look()
    audit.visit(picture.replace("picture", "standing"))
    audit.visit(picture.replace("picture", "after"))
    audit.and_(noor).is_right(PORTAL)


def test_pages_of_the_clients_own_part(windows: Windows) -> None:
    page = windows.sign_in("noor.reclassering", DESKTOP)
    client = Client(page, Both.of("noor.reclassering", "peter.reclassering"))
    audit = Audit(page)
    go(page, "Vul de vragen in", link=True)
    here = page.url.removesuffix("notice")
    audit.visit(f"{here}notice")
    go(page, "Niet meer vragen")
    audit.visit(f"{here}not-now")
    go(page, "Toch meedoen")
    go(page, "Ik doe mee")
    for step in (1, 2):
        audit.visit(f"{here}question/{step}")
    go(page, "Volgende")
    expect(page.locator(".utrecht-form-field-error-message")).to_be_visible()
    audit.look()
    audit.visit(f"{here}pause")
    go(page, "Later verder")
    audit.look()
    go(page, "Verder met de vragen", link=True)
    page.get_by_role("radio", name="Ja", exact=True).check()
    go(page, "Volgende")
    client.answers_all(EIGHT, first=2)
    audit.visit(f"{here}question/2?from=review")
    audit.visit(f"{here}review")
    audit.visit(f"{here}flag")
    go(page, "Versturen")
    audit.look()
    audit.visit(f"{here}share")
    go(page, "Versturen")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    client.shares_and_sends("Het beeld en mijn antwoorden")
    audit.visit(f"{here}standing")
    audit.visit(f"{here}less")
    audit.is_right(OWN_PART)


def test_pages_of_looking_and_talking_together(windows: Windows) -> None:
    both = Both.of("naima.jeugdbescherming", "ilse.jeugdbescherming")
    one = Audit(windows.sign_in("naima.jeugdbescherming", DESKTOP))
    other = Audit(windows.sign_in("ilse.jeugdbescherming", DESKTOP))
    go(one.page, "Samen kijken", link=True)
    heading(one.page, "Naima, heb je dit zelf ingevuld?")
    here = one.page.url.removesuffix("own")
    one.visit(f"{here}own")
    go(one.page, "Nee")
    heading(one.page, "Dan vervalt deze ronde.")
    one.look()
    go(one.page, "Terug")
    go_on(one.page, "Ja")
    one.visit(f"{here}together")
    other.visit(f"{here}together")
    go(other.page, f"{both.worker}: ik kijk mee")
    expect(other.page.get_by_role("status")).to_have_text("We wachten op de ander.")
    other.visit(f"{here}together")
    one.page.goto(f"{here}together")
    go(one.page, f"{both.client}: ik kijk mee")
    for audit in (one, other):
        heading(audit.page, "Zo zien jullie de samenwerking")
    for audit in (one, other):
        audit.visit(f"{here}picture")
        unfold(audit.page)
        audit.look()
        audit.visit(f"{here}talk")
    go(other.page, "Dit spreken we af")
    expect(other.page.locator("#errors")).to_be_visible()
    other.look()
    other.page.get_by_label("Eén ding, klein en precies.").fill("Ilse belt.")
    go_on(other.page, "Dit spreken we af")
    for audit in (one, other):
        audit.visit(f"{here}talk")
    go_on(one.page, "Ja")
    for audit in (one, other):
        audit.visit(f"{here}talk")
    go_on(one.page, "Gesprek klaar")
    one.visit(f"{here}after")
    other.visit(f"{here}standing")
    one.and_(other).is_right(TOGETHER)


def test_pages_of_a_client_with_a_code(windows: Windows, site: Site) -> None:
    """The easy form, with circles; the frame first."""
    worker = windows.sign_in("femke.opvang", DESKTOP)
    ((name, family),) = site.rows(
        "SELECT c.given_name, c.family_name FROM people_client c JOIN alliance_pair p ON p.client_id = c.id"
        " WHERE c.easy_form AND NOT EXISTS (SELECT 1 FROM alliance_round r WHERE r.pair_id = p.id)"
        " AND p.worker_id IN (SELECT id FROM people_worker WHERE given_name = 'Femke')"
    )
    both = Both.of("rachid.opvang", "femke.opvang")
    both.client = name
    Worker(worker, both).starts_round(8, f"{name} {family}")
    address, code = invite(worker, name, "Eigen telefoon, later met een link")
    page = windows.page(DESKTOP)
    audit = Audit(page)
    audit.visit(address)
    page.goto(address)
    type_code(page, code)
    heading(page, "Kies een pincode")
    audit.visit(page.url)
    go(page, "Verder")
    expect(page.locator(".utrecht-form-field-error-message")).to_be_visible()
    audit.look()
    audit.visit(page.url.replace("enter", "forgotten"))
    go(page, "Verder")
    expect(page.locator(".utrecht-form-field-error-message")).to_be_visible()
    audit.look()
    page.get_by_label("Nieuwe pincode: vier cijfers").fill("2580")
    go(page, "Verder")
    audit.visit(page.url)
    go(page, "Begin met deze pincode")
    expect(page.locator(".utrecht-form-field-error-message")).to_be_visible()
    audit.look()
    type_pin_again(page)
    heading(page, both.say("Wat geldt voor u", "Wat geldt voor jou"))
    here = page.url.removesuffix("frame")
    audit.visit(f"{here}frame")
    unfold(page)
    audit.look()
    go(page, "Dit is duidelijk")
    audit.visit(f"{here}notice")
    go(page, "Ik doe mee")
    audit.visit(f"{here}question/1")
    audit.visit(f"{here}pause")
    page.goto(f"{here}question/1")
    client = Client(page, both, easy=True)
    client.answers_all(["Ja", "Nee", "Een beetje", "Ja", "Ja", "Nee", "Ja", "Ja"])
    page.goto(f"{here}share")
    client.shares_and_sends("Niets")
    audit.visit(f"{here}standing")
    go(page, "Klaar op dit apparaat")
    heading(page, both.say("Klaar. U kunt deze bladzijde sluiten.", "Klaar. Je kunt deze bladzijde sluiten."))
    audit.look()
    audit.is_right(BY_LINK)
