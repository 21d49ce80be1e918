"""Every page for everyone who can open it: axe, narrow screens, targets and paper, in both themes and languages."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Page, expect

from alliantie.demo import PASSWORD
from tests.browser.audit import Audit
from tests.browser.looks import heading
from tests.browser.people import Both, Client, Worker, go
from tests.browser.way_in import choose_pin, invite, type_code
from tests.browser.windows import DESKTOP, Site, Windows, type_password

EIGHT = ["Ja", "Een beetje", "Ja", "Nee", "Een beetje", "Ja", "Ja", "Nee"]

# Which routes each test below looks at; it checks that it did.
NOBODY = {"account_login", "account_inactive", "round-link", "account_logout"}
SIGN_IN = {
    "mfa_index", "account_change_password", "account_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}  # fmt: skip
WORK = {
    "start", "search", "case-new", "case", "case-timeline", "case-talk", "case-happening", "case-frame", "case-measure",
    "case-hand-over", "case-cover", "case-rules",
}  # fmt: skip
OWN_ROUND = {"round-mine", "round-invite", "round-flag", "round-standing"}
PORTAL = {"home", "my-frame", "who-looked", "round-picture", "round-standing", "round-after"}
OWN_PART = {
    "round-notice", "round-not-now", "round-question", "round-review", "round-share", "round-pause", "round-less",
    "round-flag", "round-standing",
}  # fmt: skip
TOGETHER = {"round-together", "round-picture", "round-talk", "round-after", "round-standing"}
BY_LINK = {
    "round-link",
    "round-enter",
    "round-leave",
    "round-standing",
    "round-frame",
    "round-notice",
    "round-question",
    "round-pause",
}

# Routes that show no page of their own: they lead on, take a form, or give a file or a word.
NO_PAGE = {
    "healthz", "language", "theme", "mfa_login_webauthn", "mfa_download_recovery_codes", "account_set_password",
    "cases-export", "case-take-back", "case-put-back", "case-cover-end", "round", "round-start", "round-stop",
    "round-resume", "round-save", "round-keep", "round-together-state", "round-talk-state", "round-agree",
    "round-finish", "my-wish", "my-earlier",
}  # fmt: skip


def names(resolver: URLResolver | None = None) -> Iterator[str]:
    """The name of every route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry)
        elif isinstance(entry, URLPattern):
            yield entry.name or str(entry.pattern)


def test_every_route_that_shows_a_page_is_looked_at() -> None:
    seen = NOBODY | SIGN_IN | WORK | OWN_ROUND | PORTAL | OWN_PART | TOGETHER | BY_LINK
    assert seen & NO_PAGE == set()
    assert seen | NO_PAGE == set(names())


def href(page: Page, words: str) -> str:
    """Where a row with these words leads."""
    found = page.locator(".row-title", has_text=words).first.get_attribute("href")
    assert found is not None
    return found


def case_of(page: Page, name: str) -> str:
    """The address of a case of the signed-in worker."""
    page.goto("/")
    found = page.locator("#cases").locator("xpath=..").locator(".row-title", has_text=name).first.get_attribute("href")
    assert found is not None
    return found


def test_pages_of_nobody(windows: Windows) -> None:
    audit = Audit(windows.page(DESKTOP))
    page = audit.page
    for address, status in (
        (reverse("account_login"), 200),
        (reverse("account_inactive"), 200),
        (reverse("round-link", args=["abcdefgh"]), 200),
    ):
        audit.visit(address, status)
    go(page, "Verder")
    audit.look()
    page.goto(reverse("account_login"))
    page.get_by_label("Inlognaam").fill("nobody")
    page.get_by_label("Wachtwoord").fill("nothing at all")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    # Signed out in another tab: the form is old, and says what to do.
    page.locator("form").first.evaluate("each => { each.querySelector('[name=csrfmiddlewaretoken]').value = 'old' }")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    heading(page, "Deze bladzijde was verlopen")
    audit.look()
    signed_in = Audit(windows.sign_in("marit.heuvelrug", DESKTOP))
    signed_in.visit(reverse("account_logout"))
    audit.and_(signed_in).is_right(NOBODY)


def test_a_page_that_is_not_there(windows: Windows) -> None:
    page = windows.page(DESKTOP)
    audit = Audit(page)
    for address in ("/m/abcdefgh", "/nothing/here"):
        page.goto(address)
    heading(page, "Deze bladzijde is er niet")
    # An unknown address has no route of its own; the page is looked at as that of the sign-in.
    page.evaluate("history.replaceState(null, '', '/account/login/')")
    audit.look()
    audit.is_right({"account_login"})


def one_time_code(secret: str) -> str:
    """The six digits an authenticator app shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_pages_of_sign_in(windows: Windows, site: Site) -> None:
    page = windows.sign_in("bram.amersfoort", DESKTOP)
    # This person gets a second step here; the others of this file keep their sign-in.
    del site.signed_in["bram.amersfoort"]
    audit = Audit(page)
    for name in ("mfa_index", "account_change_password", "account_reauthenticate", "mfa_list_webauthn"):
        audit.visit(reverse(name))
    page.goto(reverse("account_change_password"))
    page.get_by_role("button", name="Wijzig", exact=False).first.click()
    expect(page.locator("#errors")).to_be_visible()
    audit.look()

    page.goto(reverse("mfa_activate_totp"))
    if page.get_by_role("heading", name="Laat zien dat u het bent").count():
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        go(page, "Verder")
    audit.visit(reverse("mfa_activate_totp"))
    page.locator("summary").click()
    secret = page.locator("dd").inner_text()
    page.get_by_label("Code uit uw app").fill(one_time_code(secret))
    go(page, "Aanzetten")
    expect(page.locator("h1")).not_to_have_text("Code uit een app aanzetten")
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_reauthenticate"):
        audit.visit(reverse(name))
    page.goto(reverse("mfa_generate_recovery_codes"))
    go(page, "Nieuwe codes maken")
    audit.visit(reverse("mfa_view_recovery_codes"))

    audit.visit(reverse("mfa_add_webauthn"))
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {**device, "isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.get_by_label("Naam van deze passkey").fill("Werk")
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.locator("h1")).not_to_have_text("Passkey maken")
    audit.visit(reverse("mfa_list_webauthn"))
    key = href(page, "Werk")
    audit.visit(key)
    audit.visit(key.replace("edit", "remove"))
    audit.visit(reverse("mfa_reauthenticate_webauthn"))

    fresh = windows.page(DESKTOP)
    fresh.goto("/")
    type_password(fresh, "bram.amersfoort")
    second = Audit(fresh)
    second.visit(reverse("mfa_authenticate"))
    audit.and_(second).is_right(SIGN_IN)


def test_pages_of_work(windows: Windows) -> None:
    page = windows.sign_in("ilse.jeugdbescherming", DESKTOP)
    audit = Audit(page)
    case = case_of(page, "Amin")
    for address in (
        "/",
        "/search",
        "/search?q=amin",
        "/search?q=zzzzzz",
        "/cases/new",
        f"{case}timeline",
        f"{case}rules",
    ):
        audit.visit(address)
    audit.visit(case)
    unfold(page)
    audit.look()
    for form in ("talk", "happening", "measure", "hand-over", "cover"):
        audit.visit(f"{case}{form}")
        page.locator("main form[method=post] .utrecht-button--primary-action").click()
        expect(page.locator("#errors")).to_be_visible()
        audit.look()
    page.goto(f"{case}hand-over")
    page.get_by_label("Aan wie?").select_option(index=1)
    go(page, "Verder")
    expect(page.get_by_role("button", name="Ja, draag over")).to_be_visible()
    audit.look()
    page.goto(f"{case}talk")
    page.locator(".answer input[type=radio]").first.check()
    page.locator(".answer input[type=checkbox]").first.check()
    go(page, "Bewaar")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard om")
    audit.look()

    audit_new_case(audit)
    frame = Audit(windows.sign_in("femke.opvang", DESKTOP))
    frame.page.goto("/")
    for case in [each.get_attribute("href") or "" for each in frame.page.locator("#cases ~ * .row-title").all()]:
        frame.page.goto(case)
        row = frame.page.locator(".row", has_text="nog niet uitgelegd").locator("a")
        if row.count():
            frame.visit(row.first.get_attribute("href") or "")
            break
    stands_in = Audit(windows.sign_in("peter.reclassering", DESKTOP))
    stands_in.page.goto("/")
    covered = stands_in.page.locator(".row", has_text="u neemt waar voor").locator("a.row-title").first
    stands_in.visit(covered.get_attribute("href") or "")
    audit.and_(frame).and_(stands_in).is_right(WORK)


def unfold(page: Page) -> None:
    """Open everything that folds."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")


def audit_new_case(audit: Audit) -> None:
    """The form of a new case, empty and refused, and the page for someone who is known already."""
    page = audit.page
    page.goto("/cases/new")
    if page.locator("main form input[name=practice][type=radio]").count():
        page.locator("main .answer input").first.check()
        go(page, "Verder")
    audit.visit(page.url)
    go(page, "Maak de zaak")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()


def test_pages_of_the_workers_own_side(windows: Windows) -> None:
    page = windows.sign_in("lien.justitiehuis", DESKTOP)
    audit = Audit(page)
    page.goto("/")
    here = href(page, "Vul uw kant in: Wannes")
    for place in ("mine", "invite", "flag"):
        audit.visit(f"{here}{place}")
    for way in ("Eigen telefoon, nu met QR-code", "Eigen telefoon, later met een link"):
        page.goto(f"{here}invite")
        go(page, way)
        audit.look()
    audit.visit(f"{here}picture", 409)
    audit.visited.discard("round-picture")
    page.goto(f"{here}mine")
    go(page, "Versturen")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    Worker(page, Both.of("wannes.justitiehuis", "lien.justitiehuis")).answers_all(EIGHT)
    audit.visit(f"{here}standing")
    audit.is_right(OWN_ROUND)


def test_pages_of_a_client_with_an_account(windows: Windows) -> None:
    page = windows.sign_in("driss.jeugdbescherming", DESKTOP)
    audit = Audit(page)
    for name in ("home", "my-frame", "who-looked"):
        audit.visit(reverse(name))
        unfold(page)
        audit.look()
    page.goto("/home")
    picture = href(page, "Besproken op")
    audit.visit(picture)
    unfold(page)
    audit.look()
    audit.visit(picture.replace("picture", "standing"))
    audit.visit(picture.replace("picture", "after"))
    audit.is_right(PORTAL)


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
    here = one.page.url.removesuffix("together")
    one.visit(f"{here}together")
    other.visit(f"{here}together")
    go(other.page, f"{both.worker}: ik kijk mee")
    expect(other.page.get_by_role("status")).to_have_text("We wachten op de ander.")
    other.visit(f"{here}together")
    one.page.goto(f"{here}together")
    go(one.page, f"{both.client}: ik kijk mee")
    heading(one.page, "Zo zien jullie de samenwerking")
    for audit in (one, other):
        audit.visit(f"{here}picture")
        unfold(audit.page)
        audit.look()
        audit.visit(f"{here}talk")
    go(other.page, "Dit spreken we af")
    expect(other.page.locator("#errors")).to_be_visible()
    other.look()
    other.page.get_by_label("Eén ding, klein en precies.").fill("Ilse belt.")
    go(other.page, "Dit spreken we af")
    for audit in (one, other):
        audit.visit(f"{here}talk")
    go(one.page, "Ja")
    for audit in (one, other):
        audit.visit(f"{here}talk")
    go(one.page, "Gesprek klaar")
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
    choose_pin(page)
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
