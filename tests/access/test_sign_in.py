"""Signing in with a password: who comes in, who does not, and what stays behind in the browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import cast

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from alliantie import clock
from alliantie.access.identity import DOOR, acting, prove
from alliantie.access.middleware import Door, Respond, Sessions
from alliantie.access.sessions import SessionStore
from alliantie.alliance import operations, queries
from alliantie.people.administration import close_account, set_password
from tests.access.entering import LOGIN, sign_in, words
from tests.support.programs import clean_environment
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

WRONG = "De inlognaam of het wachtwoord klopt niet."
TOO_OFTEN = "Dit ging te vaak mis. Wacht vijf minuten. Probeer het dan opnieuw."


def key_of(browser: Browser) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def sessions() -> set[str]:
    from alliantie.access.models import Session

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
    assert browser.post("/account/logout/")["Location"] == f"{LOGIN}?left=1"
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


def test_a_page_that_leaves_the_session_as_it_was_comes_in_by_one_statement(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    with CaptureQueriesContext(connection) as seen:
        assert browser.get("/").status_code == 200
    asked = [query["sql"] for query in seen.captured_queries if re.search("set_config|access.enter", query["sql"])]
    assert [re.findall(r"'(door|worker):", sql) for sql in asked] == [["door"]]


def test_a_session_that_a_page_changed_is_saved_whoever_acted(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "peter")

    def page(request: HttpRequest) -> HttpResponse:
        assert "seen" not in request.session
        prove(case.worker)
        request.session["seen"] = "yes"
        return HttpResponse()

    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = key_of(browser)
    Door(cast(Respond, Sessions(page)))(request)
    with acting(DOOR):
        assert SessionStore(key_of(browser))["seen"] == "yes"
