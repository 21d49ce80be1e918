"""The second step: a code from an app, reserve codes, and where they are managed."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client as Browser

from tests.access.app_codes import HALF_MINUTE, activate, code_of
from tests.access.entering import LOGIN, sign_in, words
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

TOO_OFTEN = "Dit ging te vaak mis. Wacht vijf minuten. Probeer het dan opnieuw."


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same half minute for the app and the server."""
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([HALF_MINUTE]))


def codes_on(page: str) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", page)


def test_a_code_from_an_app_is_asked_after_the_password(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    secret = activate(browser)
    assert "Staat aan" in words(browser.get("/account/2fa/"))
    kept = Authenticator.objects.using("owner").get(type="totp").data["secret"]
    assert secret not in kept
    browser.post("/account/logout/")
    cache.clear()

    browser = Browser()
    assert sign_in(browser, "peter")["Location"] == "/account/2fa/authenticate/"
    assert browser.get("/search")["Location"].startswith(LOGIN)
    step = browser.get("/account/2fa/authenticate/")
    assert "Code uit uw app" in words(step)
    assert "Met uw passkey" not in words(step)
    assert "Deze code klopt niet." in words(browser.post("/account/2fa/authenticate/", {"code": "000000"}))
    assert browser.post("/account/2fa/authenticate/", {"code": code_of(secret)})["Location"] == "/"
    assert browser.get("/search").status_code == 200


def test_a_reserve_code_works_once(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    activate(browser)
    codes = codes_on(browser.get("/account/2fa/recovery-codes/").content.decode())
    assert len(codes) == 10
    assert browser.get("/account/2fa/recovery-codes/download/").content.decode().split() == codes
    for expected in ("/", ""):
        browser = Browser()
        sign_in(browser, "peter")
        answer = browser.post("/account/2fa/authenticate/", {"code": codes[3]})
        assert answer.get("Location", "") == expected
    assert "Deze code klopt niet." in words(answer)


def test_the_second_step_rests_after_too_many_wrong_codes(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    activate(browser)
    cache.clear()
    browser = Browser()
    sign_in(browser, "peter")
    said = [words(browser.post("/account/2fa/authenticate/", {"code": "000000"})) for _time in range(6)]
    assert "Deze code klopt niet." in said[4]
    assert TOO_OFTEN in said[5]


def test_the_second_step_can_be_left_and_switched_off(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    activate(browser)
    assert "vragen we dan geen code meer" in words(browser.get("/account/2fa/totp/deactivate/"))
    other = Browser()
    sign_in(other, "peter")
    assert other.post("/account/logout/", {"next": LOGIN})["Location"] == LOGIN
    assert "Inlognaam" in words(other.get(LOGIN))
    assert browser.post("/account/2fa/totp/deactivate/")["Location"] == "/account/2fa/"
    assert not Authenticator.objects.using("owner").exists()
    assert sign_in(Browser(), "peter")["Location"] == "/"


def test_new_reserve_codes_replace_the_old(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    activate(browser)
    old = codes_on(browser.get("/account/2fa/recovery-codes/").content.decode())
    assert "Uw oude codes werken dan niet meer." in words(browser.get("/account/2fa/recovery-codes/generate/"))
    assert browser.post("/account/2fa/recovery-codes/generate/")["Location"] == "/account/2fa/recovery-codes/"
    new = codes_on(browser.get("/account/2fa/recovery-codes/").content.decode())
    assert len(new) == 10
    assert not set(old) & set(new)


PAGES = [
    "/account/login/",
    "/account/logout/",
    "/account/inactive/",
    "/account/reauthenticate/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/2fa/reauthenticate/",
    "/account/2fa/totp/activate/",
    "/account/2fa/totp/deactivate/",
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/generate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
]


@pytest.mark.parametrize("login", ["peter", "noor"])
def test_every_page_of_sign_in_is_ours_in_both_layouts_and_languages(case: CaseWorld, login: str) -> None:
    browser = Browser()
    seen = [browser.get(LOGIN).content.decode()]
    sign_in(browser, login)
    activate(browser)
    for language in ("nl", "en"):
        browser.cookies["language"] = language
        for page in PAGES[1:]:
            answer = browser.get(page)
            if page == "/account/2fa/totp/activate/":
                assert answer["Location"] == "/account/2fa/totp/deactivate/"
            else:
                seen.append(answer.content.decode())
    assert len(seen) == 1 + 2 * (len(PAGES) - 2)
    for html in seen:
        assert "utrecht-document" in html
        assert html.count("button-main") <= 1
        assert html.count("<h1") == 1
