"""What every answer tells the browser, what no page may hold, and the pages for what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory, override_settings
from django.urls import path

from alliantie.access import errors, middleware
from alliantie.access.middleware import POLICY
from alliantie.access.routes import EVERYONE, open_to
from tests.access.entering import LOGIN, account_of, browser_of, words
from tests.worlds import World

database = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


@pytest.fixture
def noor() -> Browser:
    """A client's browser."""
    case = World.make().case()
    return browser_of(account_of(case.client_ids[0], "noor"))


def check_headers(answer: Any) -> None:
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert "Server" not in answer
    assert "X-Powered-By" not in answer


@database
@pytest.mark.parametrize("page", [LOGIN, "/account/inactive/", "/healthz", "/nowhere", "/home", "/"])
def test_every_answer_carries_them_to_a_stranger(page: str) -> None:
    check_headers(Browser().get(page))


@database
def test_every_answer_carries_them_to_a_client(noor: Browser) -> None:
    for page in ("/home", "/home/frame", "/home/looked", "/account/2fa/", "/account/password/change/", "/nowhere"):
        check_headers(noor.get(page))
    check_headers(noor.post("/language", {"language": "en"}))


def test_only_what_is_no_page_goes_without_the_words_for_a_page() -> None:
    for kind in ("text/css", 'text/javascript; charset="utf-8"', "font/woff2", "image/svg+xml"):
        sent = middleware.Headers(lambda _request, kind=kind: HttpResponse(content_type=kind))  # type: ignore[misc]
        answer = sent(RequestFactory().get("/static/x"))
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "Content-Security-Policy" not in answer
    for kind in ("text/html", "application/xhtml+xml", "text/plain", "application/json", ""):
        sent = middleware.Headers(lambda _request, kind=kind: HttpResponse(content_type=kind))  # type: ignore[misc]
        check_headers(sent(RequestFactory().get("/x")))


def test_the_policy_lets_in_nothing_from_elsewhere_and_nothing_inline() -> None:
    parts = dict(part.split(" ", 1) for part in POLICY.split("; "))
    assert parts.pop("img-src") == "'self' data:"
    assert set(parts.values()) == {"'self'", "'none'"}
    assert parts["default-src"] == parts["frame-ancestors"] == parts["base-uri"] == "'none'"


def check_page(html: str) -> None:
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", html)
    assert not re.search(r"<script\b[^>]*>\s*[^<\s]", html)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", html)


@database
def test_no_page_holds_what_the_policy_refuses(noor: Browser) -> None:
    for page in ("/home", "/home/frame", "/home/looked", "/account/2fa/", "/account/password/change/", "/nowhere"):
        check_page(noor.get(page).content.decode())
    check_page(Browser().get(LOGIN).content.decode())


@database
def test_only_https_promises_https() -> None:
    assert "Strict-Transport-Security" not in Browser().get(LOGIN)
    with override_settings(SECURE_HSTS_SECONDS=60):
        assert Browser().get(LOGIN)["Strict-Transport-Security"] == "max-age=60"


# What goes wrong


@database
def test_the_health_check_says_ok_to_anyone() -> None:
    answer = Browser().get("/healthz")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")
    assert not answer.cookies


@database
def test_without_a_database_the_health_check_fails_on_a_plain_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_arguments: object, **_named: object) -> None:
        raise OperationalError("the database is gone: peter@example")

    monkeypatch.setattr(middleware, "enter", gone)
    answer = Browser(raise_request_exception=False).get("/healthz")
    assert answer.status_code == 500
    assert "Wat eerder bewaard was, is er nog." in words(answer)
    assert b"peter" not in answer.content
    check_headers(answer)


@open_to(EVERYONE)
def broken(_request: object) -> HttpResponse:
    raise RuntimeError("the answers of Noor")


urlpatterns = [path("broken", broken)]
handler404 = errors.not_found
handler500 = errors.failed


@database
def test_a_broken_page_tells_nothing() -> None:
    with override_settings(ROOT_URLCONF=__name__):
        answer = Browser(raise_request_exception=False).get("/broken")
    assert answer.status_code == 500
    assert b"Noor" not in answer.content


SAID = [
    (errors.bad_request, 400, "Dit konden we niet lezen"),
    (errors.refused, 403, "Dit kan nu niet"),
    (errors.csrf_failure, 403, "Deze bladzijde was verlopen"),
    (errors.not_found, 404, "Deze bladzijde is er niet"),
    (errors.too_large, 413, "Dit is te veel om te versturen"),
    (errors.too_often, 429, "Dit ging te vaak achter elkaar"),
    (errors.failed, 500, "Er ging iets mis"),
]
Handler = Callable[[HttpRequest], HttpResponse]


@pytest.mark.parametrize(("handler", "status", "title"), SAID)
def test_an_error_page_needs_no_database_session_or_route(handler: Handler, status: int, title: str) -> None:
    # No database is allowed in this test, and the request has passed no middleware.
    with override_settings(ROOT_URLCONF=__name__):
        answer = handler(RequestFactory().get("/nowhere"))
    assert answer.status_code == status
    assert title in words(answer)
    check_page(answer.content.decode())
    assert 'href="/"' in answer.content.decode()


@pytest.mark.parametrize(("handler", "_status", "title"), SAID)
def test_an_error_page_knows_the_readers_language(handler: Handler, _status: int, title: str) -> None:
    request = RequestFactory().get("/nowhere")
    request.COOKIES["language"] = "en"
    answer = handler(request)
    assert '<html lang="en"' in answer.content.decode()
    assert title not in words(answer)


@database
def test_a_form_from_an_old_page_is_refused_in_words() -> None:
    answer = Browser(enforce_csrf_checks=True).post(LOGIN, {"login": "peter", "password": "x"})
    assert answer.status_code == 403
    assert "Er is niets verstuurd." in words(answer)


@database
def test_an_address_under_another_name_is_refused() -> None:
    answer = Browser().get(LOGIN, headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "Dit konden we niet lezen" in words(answer)


# Too large

LIMIT = 1024 * 1024


@pytest.mark.parametrize(
    "form", [{"login": "x" * LIMIT}, {f"field-{number}": "x" for number in range(300)}], ids=["text", "fields"]
)
@database
def test_a_form_that_is_too_large_gets_a_plain_page_and_changes_nothing(noor: Browser, form: dict[str, str]) -> None:
    for browser, page in ((Browser(), LOGIN), (noor, "/account/password/change/")):
        answer = browser.post(page, form)
        assert answer.status_code == 413
        said = words(answer)
        assert "Dit is te veel om te versturen" in said
        assert "Er is niets verstuurd. Wat eerder bewaard was, is er nog." in said
        check_headers(answer)
        check_page(answer.content.decode())
        assert not answer.cookies
    assert noor.get("/home").status_code == 200


@pytest.mark.parametrize("length", ["many", "-1", str(LIMIT + 1), "9" * 5000])
def test_a_length_that_is_no_length_or_too_long_is_refused_unread(length: str) -> None:
    # No database is allowed in this test: nothing was asked of it.
    answer = Browser().generic("POST", LOGIN, b"login=x", CONTENT_LENGTH=length)
    assert answer.status_code == 413
    assert "Dit is te veel om te versturen" in words(answer)
