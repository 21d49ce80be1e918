"""Passkeys in a real browser with a made-up authenticator: making one, signing in with it, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from alliantie.access.models import Account
from tests.access.entering import PASSWORD, account_of
from tests.support.live import Live
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Desk:
    """A worker's browser on a device that can hold passkeys."""

    page: Page
    url: str
    session: CDPSession
    device: str
    complaints: list[str]

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(f"{self.url}{path}")

    def press(self, name: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def sign_in(self) -> None:
        """Sign in with the password, up to what comes next."""
        self.go("/account/login/")
        self.page.get_by_label("Inlognaam").fill("peter")
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        self.press("Inloggen")

    def sign_out(self) -> None:
        """Sign out with the button in the header."""
        self.press("Afmelden")
        expect(self.page.locator("h1")).to_have_text("Inloggen")

    def make_passkey(self, name: str) -> None:
        """Make a passkey, showing first who is there."""
        self.go("/account/2fa/webauthn/add/")
        expect(self.page.locator("h1")).to_have_text("Laat zien dat u het bent")
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        self.press("Verder")
        expect(self.page.locator("h1")).to_have_text("Passkey maken")
        self.page.get_by_label("Naam van deze passkey").fill(name)
        self.press("Passkey maken")
        expect(self.page.locator("h1")).to_have_text("Reservecodes")

    def keys(self) -> list[Any]:
        """The passkeys on the device."""
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.device})
        return list(found["credentials"])


@pytest.fixture
def desk(live: Live, new_context: Callable[..., BrowserContext]) -> Iterator[Desk]:
    """A worker with an account, at a browser; no script may fail or break the policy."""
    world = World.make()
    account_of(world.workers[0], "peter")
    page = new_context().new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    yield Desk(page, live.url, session, device, complaints)
    assert complaints == []


def test_a_passkey_is_enough_to_sign_in(desk: Desk) -> None:
    desk.sign_in()
    desk.make_passkey("laptop van werk")
    (key,) = desk.keys()
    assert key["isResidentCredential"]
    assert key["rpId"] == "localhost"
    desk.go("/account/2fa/webauthn/")
    expect(desk.page.locator("main")).to_contain_text("laptop van werk")
    desk.sign_out()
    desk.press("Inloggen met een passkey")
    expect(desk.page.locator("h1")).to_contain_text("Vandaag")
    desk.go("/account/2fa/webauthn/")
    expect(desk.page.locator("main")).to_contain_text("Laatst gebruikt op")


def test_where_it_is_asked_a_worker_makes_one_right_after_the_password_and_goes_on(desk: Desk) -> None:
    Account.objects.using("owner").update(of_demo=False)
    desk.sign_in()
    expect(desk.page.locator("h1")).to_have_text("Kies een tweede stap")
    desk.page.get_by_role("link", name="Passkey").click()
    desk.press("Passkey maken")
    expect(desk.page.locator("h1")).to_have_text("Bewaar uw reservecodes")
    desk.go("/search")
    expect(desk.page.locator("h1")).to_have_text("Bewaar uw reservecodes")
    desk.press("Ik heb ze bewaard")
    expect(desk.page.locator("h1")).to_contain_text("Vandaag")
    desk.sign_out()
    desk.press("Inloggen met een passkey")
    expect(desk.page.locator("h1")).to_contain_text("Vandaag")


def test_after_a_passkey_was_made_a_password_alone_is_not_enough(desk: Desk) -> None:
    desk.sign_in()
    desk.make_passkey("telefoon")
    code = desk.page.locator("code").first.inner_text()
    desk.sign_out()
    desk.sign_in()
    expect(desk.page.locator("h1")).to_have_text("Nog één stap")
    desk.press("Met uw passkey")
    expect(desk.page.locator("h1")).to_contain_text("Vandaag")
    desk.sign_out()
    desk.sign_in()
    desk.page.get_by_label("Code uit uw app").fill(code)
    desk.press("Verder")
    expect(desk.page.locator("h1")).to_contain_text("Vandaag")


def test_a_passkey_shows_again_who_is_there(desk: Desk) -> None:
    desk.sign_in()
    desk.make_passkey("telefoon")
    desk.sign_out()
    desk.press("Inloggen met een passkey")
    expect(desk.page.locator("h1")).to_contain_text("Vandaag")
    desk.go("/account/2fa/recovery-codes/generate/")
    desk.page.get_by_role("link", name="Met uw passkey").click()
    desk.press("Met uw passkey")
    expect(desk.page.locator("h1")).to_have_text("Nieuwe reservecodes maken?")


def test_a_passkey_can_be_renamed_and_removed(desk: Desk) -> None:
    desk.sign_in()
    desk.make_passkey("")
    desk.go("/account/2fa/webauthn/")
    expect(desk.page.locator("main")).to_contain_text("Mijn passkey")
    desk.page.get_by_role("link", name="Mijn passkey").click()
    desk.page.get_by_label("Naam").fill("tablet <b>")
    desk.press("Bewaren")
    expect(desk.page.locator("main")).to_contain_text("tablet <b>")
    desk.page.get_by_role("link", name="tablet <b>").click()
    desk.page.get_by_role("link", name="Passkey verwijderen").click()
    expect(desk.page.locator("main")).to_contain_text("Met “tablet <b>” kunt u dan niet meer inloggen.")
    desk.press("Verwijderen")
    expect(desk.page.locator("main")).to_contain_text("U heeft nog geen passkey.")
    assert not Authenticator.objects.using("owner").exists()


def test_a_passkey_that_is_no_longer_known_is_refused_in_words(desk: Desk) -> None:
    desk.sign_in()
    desk.make_passkey("telefoon")
    desk.sign_out()
    Authenticator.objects.using("owner").all().delete()
    desk.press("Inloggen met een passkey")
    expect(desk.page.get_by_role("alert")).to_contain_text("Inloggen met deze passkey lukte niet.")
    assert re.search(r"/account/login/\?", desk.page.url)


def test_a_ceremony_that_is_broken_off_says_so_and_changes_nothing(desk: Desk) -> None:
    desk.session.send("WebAuthn.setUserVerified", {"authenticatorId": desk.device, "isUserVerified": False})
    desk.sign_in()
    desk.go("/account/2fa/webauthn/add/")
    desk.page.get_by_label("Wachtwoord").fill(PASSWORD)
    desk.press("Verder")
    desk.press("Passkey maken")
    expect(desk.page.get_by_role("status")).to_have_text("Dat lukte niet. Probeer het nog een keer.")
    assert not Authenticator.objects.using("owner").exists()


def test_without_script_the_password_still_works_and_passkeys_say_what_they_need(
    live: Live, new_context: Callable[..., BrowserContext]
) -> None:
    account_of(World.make().workers[0], "peter")
    page = new_context(java_script_enabled=False).new_page()
    desk = Desk(page, live.url, page.context.new_cdp_session(page), "", [])
    desk.go("/account/login/")
    expect(page.get_by_role("button", name="Inloggen met een passkey")).to_have_count(0)
    desk.sign_in()
    expect(page.locator("h1")).to_contain_text("Vandaag")
    desk.go("/account/2fa/webauthn/add/")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    desk.press("Verder")
    expect(page.locator("main")).to_contain_text("Dit werkt alleen in een browser met passkeys en JavaScript.")
