"""Signing out that a provider begins: it ends what came of that session or person there, and nothing else does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import pytest
import requests
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import Client as Browser
from joserfc import jwt

from alliantie.access.models import Account, Session
from alliantie.access.openid import flow, views
from alliantie.access.openid.logout import EVENT
from alliantie.access.sessions import THERE, VIA
from alliantie.people.administration import make_account
from alliantie.people.invitations import invite
from tests.access.entering import account_of, sign_in
from tests.access.openid_ways import BACK, BEGIN, INVITED, bound, came_in_by, is_in, provider_named, went, write
from tests.support.forger import CLIENT, SECRET, Forger, new_key
from tests.support.openid import real_provider, sign_in_there
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

HERE = "/account/with/gemeente/signed-out"


@pytest.fixture
def world(world: World) -> World:
    account_of(world.workers[0], "peter", of_demo=False)
    return world


def said(forger: Forger, **changed: Any) -> dict[str, Any]:
    """What a logout token says; what is None is left out."""
    now = int(time.time())
    claims = {"iss": forger.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": str(uuid4())}
    claims |= {"events": {EVENT: {}}, "sub": "subject-1", "sid": "there-1"}
    return {name: value for name, value in (claims | changed).items() if value is not None}


def told(token: str) -> int:
    """What the provider is answered: its own server asks, without a browser's cookies or token."""
    return Browser(enforce_csrf_checks=True).post(HERE, {"logout_token": token}).status_code


def held_in(browser: Browser) -> dict[str, Any]:
    """What the session of a browser holds."""
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    found: dict[str, Any] = Session.objects.using("owner").get(session_key=key).get_decoded()
    return found


def test_what_came_of_a_session_there_ends_with_it_and_the_others_of_the_same_person_go_on(
    forger: Forger, world: World
) -> None:
    bound(forger)
    one, two = (came_in_by(forger, amr=["mfa"], sid=f"there-{number}") for number in (1, 2))
    assert told(forger.signed(said(forger))) == 200
    assert (is_in(one), is_in(two)) == (False, True)
    # Of a person without a session all end.
    three = came_in_by(forger, amr=["mfa"])
    assert told(forger.signed(said(forger, sid=None))) == 200
    assert (is_in(two), is_in(three)) == (False, False)


def test_signing_out_of_another_person_session_or_provider_ends_nothing(forger: Forger, world: World) -> None:
    make_account(world.workers[1], "karin", None)
    bound(forger)
    bound(forger, "karin", sub="subject-2")
    peter = came_in_by(forger, amr=["mfa"], sid="there-1")
    for changed in ({"sub": "subject-2"}, {"sid": "there-9"}, {"sub": "subject-2", "sid": None}, {"sub": "nobody"}):
        assert told(forger.signed(said(forger, **changed))) == 200
        assert is_in(peter)
    assert Browser().post("/account/with/elsewhere/signed-out", {"logout_token": "x"}).status_code == 404
    # A session of a password has nothing to do with a provider.
    assert not Session.objects.using("owner").filter(there_sub="", account_id__isnull=False).exists()


def test_a_sign_in_with_a_provider_that_was_broken_off_says_nothing_of_a_later_one_with_a_password(
    forger: Forger, world: World, settings: Any
) -> None:
    bound(forger)
    peter = Account.objects.using("owner").get(login="peter")
    Authenticator.objects.using("owner").create(user_id=peter.pk, type=Authenticator.Type.TOTP, data={"secret": ""})
    account_of(world.workers[1], "karin")
    browser = Browser()
    # Back from the provider, and then away from the page that asks a second step, until that is over.
    assert went(browser, forger, sid="there-1")["Location"] == "/account/2fa/authenticate/"
    assert {VIA, THERE} <= set(held_in(browser))
    cache.clear()
    settings.ACCOUNT_LOGIN_TIMEOUT = -1
    sign_in(browser, "karin")
    assert not {VIA, THERE} & set(held_in(browser))
    assert told(forger.signed(said(forger))) == 200
    assert is_in(browser)


def test_a_process_that_dies_before_the_sessions_ended_leaves_the_token_to_be_sent_again(
    forger: Forger, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(forger)
    browser, token = came_in_by(forger, amr=["mfa"], sid="there-1"), forger.signed(said(forger))

    def killed(*_words: object) -> int:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(views, "end_sessions", killed)
        with pytest.raises(SystemExit):
            told(token)
    assert is_in(browser)
    assert told(token) == 200
    assert not is_in(browser)
    assert told(token) == 400


WRONG: tuple[dict[str, Any], ...] = (
    {"iss": "https://elsewhere.example"},
    {"iss": None},
    {"aud": "somebody else"},
    {"aud": None},
    {"aud": []},
    {"iat": None},
    {"iat": 1_600_000_000},
    {"iat": 9_999_999_999},
    {"iat": True},
    {"exp": None},
    {"exp": 1_600_000_000},
    {"events": None},
    {"events": {}},
    {"events": [EVENT]},
    {"events": {EVENT: "yes"}},
    {"nonce": "one"},
    {"jti": None},
    {"jti": ""},
    {"jti": 7},
    {"sub": None, "sid": None},
    {"sub": 7},
    {"sid": ["there-1"]},
    {"sid": "s" * 256},
)


def test_a_logout_token_that_says_something_wrong_or_is_used_twice_ends_nothing(forger: Forger, world: World) -> None:
    bound(forger)
    browser = came_in_by(forger, amr=["mfa"], sid="there-1")
    for changed in WRONG:
        assert told(forger.signed(said(forger, **changed))) == 400, changed
    for token in (
        "",
        "no token at all",
        forger.signed(said(forger), new_key("first", 1)),
        forger.signed(forger.claims("nonce-1", sid="there-1")),
        jwt.encode({"alg": "RS256", "kid": "first", "typ": "at+jwt"}, said(forger), forger.key),
    ):
        assert told(str(token)) == 400
    assert is_in(browser)
    right = jwt.encode({"alg": "RS256", "kid": "first", "typ": "logout+jwt"}, said(forger, sub=None), forger.key)
    assert told(right) == 200
    assert not is_in(browser)
    again = came_in_by(forger, amr=["mfa"], sid="there-1")
    assert told(right) == 400
    assert is_in(again)


def test_who_sends_tokens_of_unknown_keys_makes_the_provider_be_asked_once_and_a_new_key_still_counts(
    forger: Forger, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(forger)
    browser, asked = came_in_by(forger, amr=["mfa"], sid="there-1"), forger.asked.count("/keys")
    strange = [forger.signed(said(forger), new_key(f"strange-{number}")) for number in range(3)]
    # In between nobody knows whether it is one of the provider's: it may come again.
    assert [told(token) for token in strange] == [400, 503, 503]
    assert forger.asked.count("/keys") == asked + 1
    forger.key = new_key("second")
    forger.shown = [forger.key]
    token = forger.signed(said(forger))
    assert told(token) == 503
    assert is_in(browser)
    monkeypatch.setattr(flow, "_ONCE_IN", 0)
    assert told(token) == 200
    assert not is_in(browser)


def test_a_provider_that_does_not_answer_is_not_asked_for_every_token(forger: Forger, world: World) -> None:
    forger.published = {"issuer": "https://elsewhere.example"}
    assert [told("one"), told("two"), told("three")] == [400, 503, 503]
    assert forger.asked == ["/.well-known/openid-configuration"]


def test_a_session_holds_what_a_provider_calls_it_as_a_hash_alone(forger: Forger, world: World) -> None:
    bound(forger, sub="123456782", sid="there-123456782")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT s::text FROM access_session s")
        rows = [row for (row,) in cursor.fetchall()]
    assert rows
    assert not any("123456782" in row for row in rows)


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Where a provider tells that somebody signed out, and the tokens it brought."""
    tokens: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take the token."""
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            tokens.extend(parse_qs(body)["logout_token"])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", tokens
    finally:
        server.shutdown()
        server.server_close()


def test_signing_out_at_a_real_provider_ends_the_session_here(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = ""
    with listening() as (address, tokens), real_provider(f"{settings.PUBLIC_URL}{BACK}", SECRET, address) as issuer:
        write(tmp_path, monkeypatch, issuer, more='second_step_acr = ["0"]')
        account_of(world.workers[1], "karin")
        code, browser, there = invite("karin", provider_named()), Browser(), requests.Session()
        went = sign_in_there(browser.get(BEGIN)["Location"], "k.bakker", there)
        assert browser.get(went.removeprefix(settings.PUBLIC_URL))["Location"] == INVITED
        browser.post(INVITED, {"code": code})
        assert is_in(browser)
        asked = there.get(f"{issuer}/session/end", params={"client_id": CLIENT}, timeout=20)
        xsrf = asked.text.split('name="xsrf" value="')[1].split('"')[0]
        there.post(f"{issuer}/session/end/confirm", {"xsrf": xsrf, "logout": "yes"}, timeout=20)
        there.close()
        (token,) = tokens
        assert told(token) == 200
        assert not is_in(browser)
        assert told(token) == 400
