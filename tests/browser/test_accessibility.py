"""Every page for everyone who can open it: axe, narrow screens, targets and paper, in both themes and languages."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time

from django.urls import reverse
from playwright.sync_api import expect

from alliantie.demo import PASSWORD
from tests.browser import audited
from tests.browser.audit import Audit
from tests.browser.audited import NOBODY, SIGN_IN, WORK, case_of, href, unfold
from tests.browser.looks import heading
from tests.browser.people import go
from tests.browser.windows import DESKTOP, Site, Windows, type_password


def test_every_route_that_shows_a_page_is_looked_at() -> None:
    rounds = audited.OWN_ROUND | audited.OWN_PART | audited.TOGETHER | audited.BY_LINK | audited.HANDED
    cases = WORK | audited.FORMS | audited.INCIDENTS | audited.MONEY | audited.LEADING
    agreed = audited.AGREED | audited.OWN_AGREED | audited.NETWORK
    seen = (
        NOBODY
        | SIGN_IN
        | audited.OPENID
        | cases
        | agreed
        | audited.OFFICES
        | audited.OWN_PRACTICE
        | audited.RESERVED
        | audited.PORTAL
        | audited.RIGHTS
        | audited.GUARDING
        | audited.KEEPING
        | audited.RESEARCH
        | audited.FOR_A_CLIENT
        | audited.SHARING
        | audited.SECTIONS
        | rounds
    )
    assert seen & audited.NO_PAGE == set()
    assert seen | audited.NO_PAGE == set(audited.names())


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
    page.goto(reverse("account_login"))
    # Longer than the server reads: it answers while the browser is still sending.
    page.get_by_label("Inlognaam").evaluate("each => { each.value = 'x'.repeat(5000000) }")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    heading(page, "Dit is te veel om te versturen")
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


def test_the_audit_itself_finds_what_is_wrong(windows: Windows) -> None:
    page = windows.page(DESKTOP)
    page.goto(reverse("account_login"))
    page.evaluate(
        """() => {
          document.querySelector("label").remove();
          const low = document.createElement("button");
          low.textContent = "low";
          Object.assign(low.style, { height: "20px", color: "#777", background: "#888" });
          const wide = document.createElement("p");
          wide.textContent = "wide";
          wide.style.width = "500px";
          const folded = document.createElement("details");
          folded.innerHTML = "<summary>more</summary><div hidden>more</div>";
          document.querySelector("main").append(low, wide, folded);
        }"""
    )
    audit = Audit(page)
    audit.look()
    found = "\n".join(audit.wrong)
    for fault in ("label:", "color-contrast:", "too low: BUTTON", "scrolls sideways at 320", "on paper: DETAILS"):
        assert fault in found, found
    # Nor would a style or a picture from elsewhere go unseen.
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate(
        "new Promise((done) => { const one = new Image(); one.onerror = done; one.src = 'https://example.org/' })"
    )
    assert len(windows.wrong) >= 2
    windows.wrong.clear()


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
    for name in (
        "mfa_index",
        "my-visits",
        "kept",
        "account_change_password",
        "account_reauthenticate",
        "mfa_list_webauthn",
        "mfa_list_webauthn",
    ):
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

    # Where it is asked and not there yet, and then its reserve codes.
    fresh = windows.page(DESKTOP)
    site.change("UPDATE access_account SET of_demo = false WHERE login = 'nadia.amersfoort'")
    fresh.goto("/")
    type_password(fresh, "nadia.amersfoort")
    led = Audit(fresh)
    led.visit(reverse("second-step"))
    go_on = fresh.get_by_role("link", name="Code uit een app")
    go_on.click()
    fresh.locator("summary").click()
    fresh.get_by_label("Code uit uw app").fill(one_time_code(fresh.locator("dd").inner_text()))
    go(fresh, "Aanzetten")
    expect(fresh.locator("h1")).to_have_text("Bewaar uw reservecodes")
    led.look()
    go(fresh, "Ik heb ze bewaard")
    expect(fresh.locator("h1")).to_contain_text("Vandaag")

    fresh = windows.page(DESKTOP)
    fresh.goto("/")
    type_password(fresh, "bram.amersfoort")
    second = Audit(fresh)
    second.visit(reverse("mfa_authenticate"))
    audit.and_(led).and_(second).is_right(SIGN_IN)


def test_pages_of_work(windows: Windows) -> None:
    page = windows.sign_in("ilse.jeugdbescherming", DESKTOP)
    audit = Audit(page)
    case = case_of(page, "Amin")
    for address in (
        "/",
        "/all",
        "/search",
        "/search?q=amin",
        "/search?q=zzzzzz",
        "/search?q=huiswerk",
        "/cases/new",
        f"{case}timeline",
        f"{case}rules",
        f"{case}practice",
        f"{case}happening",
        f"{case}decisions",
    ):
        audit.visit(address)
    audit.visit(case)
    audit.tab(40)
    unfold(page)
    audit.look()
    for form in ("talk", "plan", "happening/phase_entered", "measure", "hand-over", "cover"):
        audit.visit(f"{case}{form}")
        page.locator("main form[method=post] .utrecht-button--primary-action").click()
        expect(page.locator("#errors")).to_be_visible()
        audit.look()
    audit.visit(f"{case}conditions/new")
    go(page, "Bewaar")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.get_by_label("Gezag").check()
    page.get_by_label("Wat geldt er precies?").fill("Moeder heeft het gezag.")
    go(page, "Bewaar")
    page.get_by_role("link", name="Moeder heeft het gezag.").click()
    audit.look()
    page.goto(f"{case}decisions")
    page.locator("main a.row-title").first.click()
    audit.look()
    page.goto(case)
    unfold(page)
    page.get_by_role("link", name="Anders doen").first.click()
    page.locator("main form[method=post] .utrecht-button--primary-action").click()
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.goto(f"{case}hand-over")
    page.get_by_label("Aan wie?").select_option(index=1)
    go(page, "Verder")
    expect(page.get_by_role("button", name="Ja, vraag het")).to_be_visible()
    audit.look()
    page.goto(case)
    talks = page.locator("section", has=page.locator("#talks"))
    # The last one is still to come; one of earlier today has begun.
    audit.visit(talks.locator("a.row-title").last.get_attribute("href") or "")
    unfold(page)
    audit.look()
    go(page, "Zeg dit gesprek af")
    expect(page.get_by_role("status").first).to_contain_text("Afgezegd:")
    audit.look()
    page.goto(f"{case}talk")
    page.get_by_label("Wat voor gesprek?").select_option(index=1)
    page.locator("input[name=who]").first.check()
    go(page, "Bewaar")
    expect(page.get_by_role("status").first).to_contain_text("Bewaard om")
    audit.look()

    audit_letters(audit, case)
    audit_new_case(audit)
    frame = Audit(windows.sign_in("femke.opvang", DESKTOP))
    frame.page.goto("/")
    for case in [each.get_attribute("href") or "" for each in frame.page.locator("#cases ~ * .row-title").all()]:
        frame.page.goto(case)
        row = frame.page.locator(".row", has_text="nog niet uitgelegd").locator("a")
        if row.count():
            frame.visit(row.first.get_attribute("href") or "")
            break
    beside = Audit(windows.sign_in("marit.heuvelrug", DESKTOP))
    case = case_of(beside.page, "")
    beside.visit(f"{case}along")
    go(beside.page, "Bewaar")
    expect(beside.page.locator("#errors")).to_be_visible()
    beside.look()
    beside.page.get_by_label("Wie werkt mee?").select_option(index=1)
    go(beside.page, "Bewaar")
    beside.visit(beside.page.get_by_role("link", name="Werkt niet meer mee").get_attribute("href") or "")
    stands_in = Audit(windows.sign_in("peter.reclassering", DESKTOP))
    stands_in.page.goto("/")
    covered = stands_in.page.locator(".row", has_text="u neemt waar voor").locator("a.row-title").first
    stands_in.visit(covered.get_attribute("href") or "")
    audit.and_(frame).and_(beside).and_(stands_in).is_right(WORK)


def audit_letters(audit: Audit, case: str) -> None:
    """A letter from choosing it to what was signed, also refused."""
    page = audit.page
    audit.visit(f"{case}letters")
    audit.visit(f"{case}letters/new/evaluation")
    go(page, "Maak de brief")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.locator(".answer input[name=who]").first.check()
    for field in page.locator("main textarea").all():
        field.fill("Een regel.\nNog een regel.")
    go(page, "Maak de brief")
    heading(page, "Evaluatie van het plan")
    audit.visit(page.url)
    unfold(page)
    audit.look()
    page.get_by_label("Tekst", exact=True).fill("# Kop\n\n- een punt\n\n[nog in te vullen]")
    expect(page.locator(".save-status")).to_contain_text("Bewaard om")
    go(page, "Onderteken")
    expect(page.locator("#errors")).to_be_visible()
    audit.look()
    page.get_by_label("Tekst", exact=True).fill("# Kop\n\n- een punt")
    go(page, "Onderteken")
    expect(page.get_by_role("status").first).to_contain_text("Ondertekend.")
    unfold(page)
    audit.look()


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
