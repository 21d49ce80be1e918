"""Signing in: with a password, a second step, too often, and what stays behind in the browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import NoReverseMatch, reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.alliance import operations, queries
from alliantie.people.administration import close_account, set_password
from tests.access.entering import LOGIN, PASSWORD, account_of, browser_of, sign_in, words
from tests.support.programs import clean_environment
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

WRONG = "De inlognaam of het wachtwoord klopt niet."
TOO_OFTEN = "Dit ging te vaak mis. Wacht vijf minuten. Probeer het dan opnieuw."


@pytest.fixture(autouse=True)
def no_counters() -> Iterator[None]:
    """Limits count from nothing in each test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def case(world: World) -> CaseWorld:
    account_of(world.workers[0], "peter")
    case = world.case()
    account_of(case.client_ids[0], "noor")
    return case


def key_of(browser: Browser) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def sessions() -> set[str]:
    from django.contrib.sessions.models import Session

    return set(Session.objects.using("owner").values_list("session_key", flat=True))


# With a password


@pytest.mark.parametrize(("login", "first_page"), [("peter", "/"), ("noor", "/home"), ("  PeTeR ", "/")])
def test_a_worker_and_a_client_come_in_and_land_where_they_belong(case: CaseWorld, login: str, first_page: str) -> None:
    browser = Browser()
    answer = sign_in(browser, login)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    answer = browser.get("/", follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == first_page


def test_a_wrong_password_and_an_unknown_name_cannot_be_told_apart(case: CaseWorld) -> None:
    known = sign_in(Browser(), "peter", "iets anders dan dat")
    unknown = sign_in(Browser(), "pieter", "iets anders dan dat")
    assert known.status_code == unknown.status_code == 200
    assert words(known) == words(unknown)
    assert WRONG in words(known)
    assert settings.SESSION_COOKIE_NAME not in known.cookies


def test_an_empty_form_says_per_field_what_is_missing(case: CaseWorld) -> None:
    page = sign_in(Browser(), "", "").content.decode()
    assert page.count("Dit moet u nog invullen.") == 4
    assert 'href="#id_login"' in page
    assert 'href="#id_password"' in page


def test_a_typed_name_is_kept_and_a_password_is_not(case: CaseWorld) -> None:
    page = sign_in(Browser(), 'pe"ter', "iets anders dan dat").content.decode()
    assert 'value="pe&#34;ter"' in page
    assert "iets anders dan dat" not in page


@pytest.mark.parametrize("place", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_after_signing_in_nobody_is_sent_elsewhere(case: CaseWorld, place: str) -> None:
    assert sign_in(Browser(), "peter", next=place)["Location"] == "/"


def test_who_was_on_the_way_to_a_page_gets_there(case: CaseWorld) -> None:
    browser = Browser()
    asked = browser.get("/home/looked?before=x")
    assert asked["Location"] == f"{LOGIN}?next=/home/looked%3Fbefore%3Dx"
    assert 'name="next" value="/home/looked?before=x"' in browser.get(asked["Location"]).content.decode()
    assert sign_in(browser, "noor", next="/home/looked?before=x")["Location"] == "/home/looked?before=x"


def test_a_closed_account_is_told_so_only_after_the_right_password(case: CaseWorld) -> None:
    close_account("peter")
    assert WRONG in words(sign_in(Browser(), "peter", "iets anders dan dat"))
    browser = Browser()
    answer = sign_in(browser, "peter")
    assert answer["Location"] == "/account/inactive/"
    assert "U kunt hier niet meer inloggen." in words(browser.get(answer["Location"]))
    assert browser.get("/search").status_code == 302


def test_closing_an_account_ends_its_sessions(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "noor")
    assert browser.get("/home").status_code == 200
    close_account("noor")
    assert browser.get("/home")["Location"].startswith(LOGIN)


def test_another_password_ends_the_sessions_of_before(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "noor")
    set_password("noor", "nog langere losse woorden")
    assert browser.get("/home")["Location"].startswith(LOGIN)
    assert WRONG in words(sign_in(Browser(), "noor"))


# Too often


@pytest.mark.parametrize("login", ["peter", "nobody"])
def test_after_five_failures_a_name_rests_whether_it_exists_or_not(case: CaseWorld, login: str) -> None:
    for _time in range(5):
        assert WRONG in words(sign_in(Browser(), login, "iets anders dan dat"))
    assert TOO_OFTEN in words(sign_in(Browser(), login))
    # Someone else in the same building is not kept out by it.
    assert sign_in(Browser(), "noor")["Location"] == "/"


def test_a_flood_of_forms_gets_a_plain_page(case: CaseWorld) -> None:
    answers = [sign_in(Browser(), "", "") for _time in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert "Wacht een minuut." in words(answers[-1])


# What stays in the browser


def test_signing_in_gives_another_session_and_drops_the_one_of_before(case: CaseWorld) -> None:
    browser = Browser()
    browser.get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"})
    before = key_of(browser)
    assert before in sessions()
    sign_in(browser, "peter")
    assert key_of(browser) != before
    assert before not in sessions()


def test_signing_out_leaves_no_session(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    before = key_of(browser)
    assert "Wilt u zich afmelden?" in words(browser.get("/account/logout/"))
    assert before in sessions()
    assert browser.post("/account/logout/")["Location"] == "/"
    assert before not in sessions()
    assert browser.get("/search")["Location"].startswith(LOGIN)


def came_by_code(case: CaseWorld) -> tuple[Browser, str]:
    round_id = case.round()
    with acting(case.worker) as actor:
        link = operations.make_link(actor=actor, now=clock.now(), here=queries.get_round(actor, round_id), qr=False)
    browser = Browser()
    assert browser.post(f"/m/{link.slug}", {"code": link.code}).status_code == 302
    return browser, f"/rounds/{round_id}/notice"


def test_signing_in_ends_a_clients_way_in_by_code(case: CaseWorld) -> None:
    browser, page = came_by_code(case)
    assert browser.get(page, follow=True).status_code == 200
    sign_in(browser, "peter")
    with_account = browser.get(page)
    assert with_account.status_code == 404
    browser.post("/account/logout/")
    assert browser.get(page)["Location"].startswith(LOGIN)


def test_a_code_opens_nothing_where_someone_is_signed_in(case: CaseWorld) -> None:
    round_id = case.round()
    with acting(case.worker) as actor:
        link = operations.make_link(actor=actor, now=clock.now(), here=queries.get_round(actor, round_id), qr=False)
    browser = Browser()
    sign_in(browser, "peter")
    assert browser.post(f"/m/{link.slug}", {"code": link.code}).status_code == 409
    assert browser.get("/search").status_code == 200


def test_cookies_are_kept_from_scripts_and_other_sites_and_carry_no_name(case: CaseWorld) -> None:
    browser = Browser()
    browser.get(LOGIN)
    sign_in(browser, "peter")
    assert set(browser.cookies) == {settings.SESSION_COOKIE_NAME, "csrftoken"}
    for cookie in browser.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["domain"]
    assert not browser.cookies[settings.SESSION_COOKIE_NAME]["max-age"]


@pytest.mark.parametrize(("address", "secure"), [("https://alliantie.example", True), ("http://localhost:8000", False)])
def test_cookies_stay_on_https_where_there_is_https(address: str, secure: bool) -> None:
    program = """import json
from django.conf import settings as s
strict = not s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN
print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, strict]))"""
    env = clean_environment(DJANGO_SETTINGS_MODULE="alliantie.settings", ALLIANTIE_PUBLIC_URL=address)
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [secure] * 4


# Language, light and dark


@pytest.mark.parametrize(("name", "value"), [("language", "en"), ("theme", "dark")])
def test_a_choice_is_kept_for_a_year_and_leads_back(name: str, value: str) -> None:
    browser = Browser()
    answer = browser.post(f"/{name}", {name: value, "next": "/account/login/?next=/home"})
    assert answer["Location"] == "/account/login/?next=/home"
    cookie = answer.cookies[name]
    assert (cookie.value, cookie["max-age"], cookie["samesite"], cookie["httponly"]) == (value, 31536000, "Lax", True)
    html = browser.get(LOGIN).content.decode()
    assert {"language": '<html lang="en"', "theme": 'data-theme="dark"'}[name] in html


@pytest.mark.parametrize("name", ["language", "theme"])
@pytest.mark.parametrize("place", ["https://elsewhere.example/", "//elsewhere.example", "\\\\elsewhere.example", ""])
def test_a_choice_leads_nowhere_else_and_takes_no_other_value(name: str, place: str) -> None:
    answer = Browser().post(f"/{name}", {name: "<b>", "next": place})
    assert answer["Location"] == "/"
    assert name not in answer.cookies
    assert Browser().get(f"/{name}").status_code == 405


# The second step


HALF_MINUTE = 58_000_000


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same half minute for the app and the server, however long the test takes."""
    monkeypatch.setattr(totp, "yield_hotp_counters_from_time", lambda: iter([HALF_MINUTE]))


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


def codes_on(page: str) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", page)


def test_a_code_from_an_app_is_asked_after_the_password(case: CaseWorld, still: None) -> None:
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


def test_a_reserve_code_works_once(case: CaseWorld, still: None) -> None:
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


def test_the_second_step_rests_after_too_many_wrong_codes(case: CaseWorld, still: None) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    activate(browser)
    cache.clear()
    browser = Browser()
    sign_in(browser, "peter")
    said = [words(browser.post("/account/2fa/authenticate/", {"code": "000000"})) for _time in range(6)]
    assert "Deze code klopt niet." in said[4]
    assert TOO_OFTEN in said[5]


def test_the_second_step_can_be_left_and_switched_off(case: CaseWorld, still: None) -> None:
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


def test_new_reserve_codes_replace_the_old(case: CaseWorld, still: None) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    activate(browser)
    old = codes_on(browser.get("/account/2fa/recovery-codes/").content.decode())
    assert "Uw oude codes werken dan niet meer." in words(browser.get("/account/2fa/recovery-codes/generate/"))
    assert browser.post("/account/2fa/recovery-codes/generate/")["Location"] == "/account/2fa/recovery-codes/"
    new = codes_on(browser.get("/account/2fa/recovery-codes/").content.decode())
    assert len(new) == 10
    assert not set(old) & set(new)


# The password


def change(browser: Browser, old: str, new: str, again: str) -> str:
    answer = browser.post(
        "/account/password/change/", {"oldpassword": old, "password1": new, "password2": again}, follow=True
    )
    return words(answer)


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("niet dit wachtwoord", "nieuwe losse woorden", "nieuwe losse woorden", "Dit is niet uw wachtwoord van nu."),
        (PASSWORD, "kort", "kort", "Neem minstens 12 tekens."),
        (PASSWORD, "telechargement", "telechargement", "Dit wachtwoord is te bekend."),
        (PASSWORD, "nieuwe losse woorden", "andere losse woorden", "De twee wachtwoorden zijn niet gelijk."),
        (PASSWORD, "", "", "Dit moet u nog invullen."),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_plain_words(
    case: CaseWorld, old: str, new: str, again: str, said: str
) -> None:
    browser = Browser()
    sign_in(browser, "noor")
    assert said in change(browser, old, new, again)
    assert sign_in(Browser(), "noor")["Location"] == "/"


def test_a_changed_password_keeps_this_session_and_ends_the_others(case: CaseWorld) -> None:
    here, elsewhere = Browser(), Browser()
    sign_in(here, "noor")
    sign_in(elsewhere, "noor")
    assert "Uw wachtwoord is veranderd." in change(here, PASSWORD, "nieuwe losse woorden", "nieuwe losse woorden")
    assert here.get("/home").status_code == 200
    assert elsewhere.get("/home")["Location"].startswith(LOGIN)
    assert sign_in(Browser(), "noor", "nieuwe losse woorden")["Location"] == "/"


def test_an_account_without_a_password_can_be_given_one(world: World) -> None:
    account = account_of(world.workers[0], "peter")
    account.set_unusable_password()
    account.save(using="owner")
    browser = browser_of(account)
    assert browser.get("/account/password/change/")["Location"] == "/account/password/set/"
    assert "Wachtwoord kiezen" in words(browser.get("/account/password/set/"))
    answer = browser.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD})
    assert answer["Location"] == "/account/2fa/?done=password"
    assert sign_in(Browser(), "peter")["Location"] == "/"


# What allauth offers and we do not


@pytest.mark.parametrize("page", ["signup/", "email/", "confirm-email/", "password/reset/", "login/code/confirm/"])
def test_what_makes_no_sense_here_is_not_there(page: str) -> None:
    assert Browser().get(f"/account/{page}").status_code == 404


# Asked for only by views we do not have, or where allauth itself accepts that they are missing.
NOT_HERE = {
    "account_change_phone",
    "account_complete_password_reset",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_email",
    "account_email_verification_sent",
    "account_password_reset_completed",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "account_signup_by_passkey",
    "account_verify_phone",
    "mfa_signup_webauthn",
    "mfa_trust",
}


WAYS = r"(?:reverse|reverse_lazy|headed_redirect_response|urlname ?=|redirect_urlname=)"
ASKED = re.compile(WAYS + r"\(?\s*\"((?:account|mfa)_[a-z_0-9]+)\"")


def test_every_route_allauth_looks_for_is_there() -> None:
    folder = Path(allauth.__file__).parent
    files = [file for part in ("account", "mfa") for file in (folder / part).rglob("*.py") if "tests" not in file.parts]
    asked = {name for file in files for name in ASKED.findall(file.read_text())}
    assert {"account_login", "mfa_index", "mfa_authenticate", "account_inactive"} <= asked
    missing = set()
    for name in asked:
        try:
            reverse(name, kwargs={"pk": 1} if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else None)
        except NoReverseMatch:
            missing.add(name)
    assert missing <= NOT_HERE


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
def test_every_page_of_sign_in_is_ours_in_both_layouts_and_languages(case: CaseWorld, still: None, login: str) -> None:
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
