"""An authenticator app for tests."""

from __future__ import annotations

import re

from allauth.mfa.totp.internal import auth as totp
from django.test import Client as Browser

from tests.access.entering import PASSWORD, words

# The half minute in which the tests take place, however long they take.
HALF_MINUTE = 58_000_000


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, HALF_MINUTE))


def activate(browser: Browser) -> str:
    """Switch the code from an app on, and return its key."""
    asked = browser.get("/account/2fa/totp/activate/")
    assert asked["Location"] == "/account/reauthenticate/?next=%2Faccount%2F2fa%2Ftotp%2Factivate%2F"
    assert "Dit wachtwoord klopt niet." in words(browser.post(asked["Location"], {"password": "niet dit"}))
    next_page = browser.post(asked["Location"], {"password": PASSWORD})
    page = browser.get(next_page["Location"]).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r"<dd[^>]*>([A-Z2-7]{16,})</dd>", page)
    assert secret
    wrong = browser.post("/account/2fa/totp/activate/", {"code": "1"})
    assert "Deze code klopt niet." in words(wrong)
    done = browser.post("/account/2fa/totp/activate/", {"code": code_of(secret[1])})
    assert done["Location"] == "/account/2fa/recovery-codes/"
    return secret[1]
