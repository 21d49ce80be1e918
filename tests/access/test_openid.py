"""Signing in with a provider: nothing that a provider, a browser or a thief forges lets anybody in."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from urllib.parse import urlencode, urlparse

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse

from alliantie.access.identity import DOOR, acting
from alliantie.access.models import Session
from alliantie.access.openid import flow
from alliantie.people.administration import make_account
from tests.access.entering import LOGIN, PASSWORD, account_of, sign_in, words
from tests.access.openid_ways import (
    BACK,
    BEGIN,
    bound,
    came_back,
    came_in_by,
    granted,
    is_in,
    left,
    went,
)
from tests.access.test_visits import quiet_for
from tests.support.forger import CLIENT, Forger, new_key
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


@pytest.fixture
def world(world: World) -> World:
    account_of(world.workers[0], "peter", of_demo=False)
    return world


# The second step


@pytest.mark.parametrize(("amr", "asked"), [(["pwd", "mfa"], False), (["pwd"], True), ("mfa", True), (None, True)])
def test_a_second_step_of_the_provider_counts_where_its_settings_say_so(
    forger: Forger, world: World, amr: Any, asked: bool
) -> None:
    bound(forger)
    sent = left(browser := Browser())
    granted(forger, sent, amr=amr)
    answer = came_back(browser, sent)
    if amr == "mfa":
        assert answer.status_code == 400
        return
    assert answer.status_code == 302
    landed = browser.get("/search")
    assert (landed.status_code == 302 and "/2fa/needed/" in landed["Location"]) is asked


def test_what_counted_for_one_sign_in_does_not_for_the_next(forger: Forger, world: World) -> None:
    bound(forger)
    browser = came_in_by(forger, amr=["mfa"])
    assert browser.get("/search").status_code == 200
    browser.post("/account/logout/")
    cache.clear()
    assert sign_in(browser, "peter").status_code == 302
    assert "/2fa/needed/" in browser.get("/search")["Location"]
    assert not Session.objects.using("owner").filter(stepped=True).exists()


def test_who_has_no_password_here_makes_none_and_sets_up_no_passkey_long_after_signing_in(
    forger: Forger, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_account(world.workers[1], "karin", None)
    bound(forger, "karin")
    browser = came_in_by(forger, amr=["mfa"])
    assert browser.post("/account/password/set/", {"password1": PASSWORD, "password2": PASSWORD}).status_code == 405
    assert "U heeft hier geen wachtwoord" in words(browser.get("/account/password/change/", follow=True))
    assert browser.get("/account/2fa/webauthn/add/").status_code == 200
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    for page in ("/account/2fa/webauthn/add/", "/account/2fa/totp/activate/"):
        assert "Log eerst opnieuw in" in words(browser.get(page))
    # Nor by a click at the provider, where the session of before goes on.
    browser.post("/account/logout/")
    assert went(browser, forger, amr=["mfa"], auth_time=int(later) - 301).status_code == 400
    assert browser.get("/account/2fa/webauthn/add/")["Location"].startswith(LOGIN)
    assert Authenticator.objects.using("owner").count() == 0


# Whoever holds the browser of somebody whose session at the provider goes on


def refused(browser: Browser, forger: Forger) -> None:
    """Neither what was shown there an hour ago lets anybody in, nor an answer that does not tell when."""
    for shown_at in (int(time.time()) - 3600, int(time.time()) - 15, None):
        answer = went(browser, forger, amr=["mfa"], auth_time=shown_at)
        assert answer.status_code == 400
        asked_anew = "Gemeente Lindedal vroeg niet opnieuw wie u bent. Daarom laten we niemand binnen."
        told = "Gemeente Lindedal zegt niet wanneer u liet zien wie u bent."
        assert (asked_anew if shown_at else told) in words(answer)
        assert not is_in(browser)


def test_everybody_shows_anew_at_the_provider_who_they_are(forger: Forger, world: World) -> None:
    bound(forger)
    sent = left(Browser())
    assert (sent["prompt"], sent["max_age"]) == ("login", "0")
    refused(Browser(), forger)
    browser = came_in_by(forger, amr=["mfa"])
    browser.post("/account/logout/")
    refused(browser, forger)
    assert went(browser, forger, amr=["mfa"])["Location"] == "/"
    assert is_in(browser)


def test_who_holds_a_lent_device_or_reopens_it_comes_in_with_nothing_the_worker_typed(
    forger: Forger, world: World
) -> None:
    case: CaseWorld = world.case()
    bound(forger)
    browser = came_in_by(forger, amr=["mfa"])
    browser.post(reverse("round-hand", kwargs={"round_id": case.round()}))
    assert "locked" in browser.cookies
    page = reverse("case", kwargs={"case_id": case.case_id})
    for _reopened in range(2):
        for shown_at in (int(time.time()) - 3600, None):
            assert went(browser, forger, amr=["mfa"], auth_time=shown_at).status_code == 400
            assert browser.get(page).status_code in (302, 404)
        del browser.cookies["alliantie"]
    assert browser.get(page)["Location"] == reverse("locked")


def test_who_sits_down_at_a_desk_that_was_left_comes_in_with_nothing_the_worker_typed(
    forger: Forger, world: World, settings: Any
) -> None:
    settings.IDLE = (15, 15)
    bound(forger)
    browser = came_in_by(forger, amr=["mfa"])
    assert is_in(browser)
    quiet_for(minutes=15)
    refused(browser, forger)


# What a provider or a thief forges


def unsigned(claims: dict[str, Any]) -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=") for each in ({"alg": "none"}, claims))
    return b".".join((*parts, b"")).decode()


WRONG: tuple[dict[str, Any], ...] = (
    {"nonce": "another"},
    {"nonce": None},
    {"nonce": None, "nonce_supported": False},
    {"aud": "somebody else"},
    {"aud": "somebody else", "azp": CLIENT},
    {"aud": None},
    {"iss": "https://elsewhere.example"},
    {"iss": None},
    {"exp": 1_600_000_000, "iat": 1_599_999_000},
    {"exp": None},
    {"sub": None},
    {"sub": ""},
    {"sub": 7},
    {"sub": ["subject-1"]},
    {"sub": "s" * 256},
    {"auth_time": "now"},
    {"auth_time": float("nan")},
    {"auth_time": True},
    {"auth_time": 9_999_999_999},
)


def test_a_token_that_says_something_wrong_lets_nobody_in(forger: Forger, world: World) -> None:
    bound(forger)
    for claims in WRONG:
        cache.clear()
        browser = Browser()
        answer = went(browser, forger, **claims)
        assert answer.status_code == 400, claims
        assert "Daarom laten we niemand binnen." in words(answer)
        assert not is_in(browser)
    assert is_in(came_in_by(forger, amr=["mfa"]))


def test_a_token_of_another_key_or_of_none_lets_nobody_in(forger: Forger, world: World) -> None:
    bound(forger)
    # A provider that would allow it, as some do.
    forger.published["id_token_signing_alg_values_supported"] = ["RS256", "none", "HS256"]
    flow._apps.clear()
    for forged in (
        lambda claims: forger.signed(claims, new_key("first", 1)),
        lambda claims: forger.signed(claims, new_key("unknown")),
        unsigned,
        lambda _claims: "no token at all",
    ):
        browser = Browser()
        sent = left(browser)
        granted(forger, sent, token=forged(forger.claims(sent["nonce"])))
        assert came_back(browser, sent).status_code == 400
        assert not is_in(browser)


def test_a_provider_that_signs_with_a_new_key_goes_on(forger: Forger, world: World) -> None:
    bound(forger)
    forger.key = new_key("second")
    forger.shown = [forger.key]
    came_in_by(forger)


def test_a_state_that_is_forged_replayed_or_of_another_browser_opens_nothing(forger: Forger, world: World) -> None:
    bound(forger)
    browser, thief = Browser(), Browser()
    sent = left(browser)
    granted(forger, sent)
    before = len(forger.asked)
    for wrong in ({**sent, "state": "made up"}, {**sent, "state": ""}):
        assert came_back(browser, wrong).status_code == 400
    assert came_back(thief, sent).status_code == 400
    # Nobody was asked for a token.
    assert len(forger.asked) == before
    assert came_back(browser, sent).status_code == 302
    browser.post("/account/logout/")
    granted(forger, sent)
    assert came_back(browser, sent).status_code == 400
    assert not is_in(browser)


def test_a_code_of_somebody_else_is_worth_nothing(forger: Forger, world: World) -> None:
    bound(forger)
    victim, thief = Browser(), Browser()
    granted(forger, left(victim), code="stolen")
    sent = left(thief)
    assert came_back(thief, sent, code="stolen").status_code == 400
    assert not is_in(thief)


def test_an_answer_that_names_another_provider_is_none(forger: Forger, world: World) -> None:
    bound(forger)
    browser = Browser()
    sent = left(browser)
    granted(forger, sent)
    before = len(forger.asked)
    assert came_back(browser, sent, iss="https://elsewhere.example").status_code == 400
    assert len(forger.asked) == before
    forger.published["authorization_response_iss_parameter_supported"] = True
    flow._apps.clear()
    sent = left(browser)
    granted(forger, sent)
    assert came_back(browser, sent).status_code == 400
    sent = left(browser)
    granted(forger, sent)
    assert came_back(browser, sent, iss=forger.issuer).status_code == 302


@pytest.mark.parametrize(
    "published",
    [{"issuer": "https://elsewhere.example"}, {"token_endpoint": "file:///etc/passwd"}, {"jwks_uri": 7}],
    ids=str,
)
def test_a_provider_that_says_it_is_another_is_not_gone_to(
    forger: Forger, world: World, published: dict[str, Any]
) -> None:
    forger.published |= published
    answer = Browser().get(BEGIN)
    assert answer.status_code == 502
    assert "Er is niets veranderd." in words(answer)


def test_a_provider_that_says_nowhere_to_go_is_told_plainly(forger: Forger, world: World) -> None:
    del forger.published["authorization_endpoint"]
    answer = Browser().get(BEGIN)
    assert answer.status_code == 502
    assert "Er is niets veranderd." in words(answer)


def test_a_provider_that_is_away_or_too_slow_is_told_plainly(
    forger: Forger, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "PATIENCE", (0.2, 0.2))
    forger.slow = 0.5
    answer = Browser().get(BEGIN)
    assert answer.status_code == 502
    assert "Gemeente Lindedal geeft nu geen antwoord." in words(answer)
    assert sign_in(Browser(), "peter").status_code == 302


def test_a_way_back_waits_for_all_its_calls_together_no_longer_than_for_one(
    forger: Forger, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser()
    sent = left(browser)
    granted(forger, sent)
    monkeypatch.setattr(flow, "ALTOGETHER", 0.6)
    # Each call alone is answered in time; the second ends past the time of both.
    forger.slow = 0.4
    begun, asked = time.monotonic(), len(forger.asked)
    answer = came_back(browser, sent)
    assert answer.status_code == 502
    assert "Gemeente Lindedal geeft nu geen antwoord." in words(answer)
    assert forger.asked[asked:] == ["/token", "/keys"]
    assert time.monotonic() - begun >= 0.6


def test_what_a_provider_published_is_held_so_that_a_later_way_back_asks_for_the_token_alone(
    forger: Forger, world: World
) -> None:
    bound(forger)
    before = len(forger.asked)
    came_in_by(forger)
    assert forger.asked[before:] == ["/token"]


def test_who_stops_at_the_provider_is_back_where_one_was(forger: Forger, world: World) -> None:
    browser = Browser()
    sent = left(browser)
    answer = browser.get(BACK, {"error": "access_denied", "state": sent["state"]})
    assert "U bent bij Gemeente Lindedal gestopt." in words(answer)
    assert browser.get(BACK, {"error": "access_denied", "state": "made up"}).status_code == 400


# Pages and settings


def test_the_page_to_sign_in_offers_it_and_signing_out_leads_to_the_provider(forger: Forger, world: World) -> None:
    assert "Inloggen met Gemeente Lindedal" in words(Browser().get(LOGIN))
    bound(forger)
    browser = came_in_by(forger, amr=["mfa"])
    left_at = browser.post("/account/logout/")["Location"]
    assert left_at == f"{LOGIN}?left=1&at=gemeente"
    assert "Ook afmelden bij Gemeente Lindedal" in words(browser.get(left_at))
    out = urlparse(browser.get("/account/with/gemeente/sign-out")["Location"])
    assert f"{out.scheme}://{out.netloc}{out.path}" == f"{forger.issuer}/out"
    assert "id_token_hint" not in out.query


def test_whoever_is_signed_in_leaves_for_nowhere(forger: Forger, world: World) -> None:
    bound(forger)
    browser = came_in_by(forger, amr=["mfa"])
    assert browser.get(BEGIN)["Location"] == "/"
    assert browser.get(f"{BACK}?{urlencode({'code': 'x', 'state': 'y'})}")["Location"] == "/"


def test_leaving_again_and_again_is_held_back_and_fills_no_session(forger: Forger, world: World) -> None:
    browser = Browser()
    for _time in range(8):
        left(browser)
    with acting(DOOR):
        states = [key for key in browser.session.keys() if key.startswith("_state_")]  # noqa: SIM118
    assert len(states) == 5
    answers = {browser.get(BEGIN).status_code for _time in range(25)}
    assert answers == {302, 429}
