"""Signing in with a provider: who is bound comes in, and nothing that a provider, a browser or a thief forges does."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlencode, urlparse

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from alliantie.access.identity import DOOR, JOB, acting
from alliantie.access.models import Binding, Invitation, Session
from alliantie.access.openid import flow, providers
from alliantie.access.openid.providers import provider_of
from alliantie.people.administration import close_account, make_account
from alliantie.people.invitations import end_binding, invite
from tests.access.entering import LOGIN, PASSWORD, account_of, sign_in, words
from tests.access.test_visits import quiet_for
from tests.support.at_once import at_once
from tests.support.forger import CLIENT, SECRET, Forger, forging, new_key
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

BEGIN, BACK, INVITED = "/account/with/gemeente/", "/account/with/gemeente/back", "/account/with/gemeente/invited"


@pytest.fixture(scope="module")
def served() -> Iterator[Forger]:
    with forging() as forger:
        yield forger


@pytest.fixture
def forger(served: Forger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Forger:
    """A provider called gemeente, that signs in workers and clients; its second step counts where it says mfa."""
    served.begin_anew()
    write(tmp_path, monkeypatch, served.issuer)
    return served


def write(folder: Path, monkeypatch: pytest.MonkeyPatch, issuer: str, more: str = "", rest: str = "") -> None:
    """The file of providers, and nothing that is held of another."""
    (folder / "secret").write_text(SECRET + "\n")
    (folder / "providers.toml").write_text(
        f'[[provider]]\nid = "gemeente"\nname = "Gemeente Lindedal"\nissuer = "{issuer}"\nclient_id = "{CLIENT}"\n'
        f'secret_file = "{folder}/secret"\nsigns_in = ["workers", "clients"]\n'
        f'second_step_amr = ["mfa"]\nsign_out = true\n{more}\n{rest}'
    )
    monkeypatch.setattr(settings, "OPENID_FILE", str(folder / "providers.toml"))
    providers._read_once.cache_clear()
    flow._apps.clear()


@pytest.fixture
def world(world: World) -> World:
    account_of(world.workers[0], "peter", of_demo=False)
    return world


def left(browser: Browser, provider: str = BEGIN, **asked: str) -> dict[str, str]:
    """Leave for the provider; what the browser brings along there."""
    answer = browser.get(provider, asked)
    assert answer.status_code == 302, answer.content
    return {name: values[0] for name, values in parse_qs(urlparse(answer["Location"]).query).items()}


def granted(
    forger: Forger, sent: dict[str, str], code: str = "code-1", token: str | None = None, **claims: Any
) -> None:
    """Let the provider give a token for a code."""
    forger.challenges[code] = sent["code_challenge"]
    forger.tokens[code] = lambda: token or forger.signed(forger.claims(sent["nonce"], **claims))


def came_back(browser: Browser, sent: dict[str, str], code: str = "code-1", **more: str) -> Any:
    return browser.get(BACK, {"code": code, "state": sent["state"], **more})


def went(browser: Browser, forger: Forger, **claims: Any) -> Any:
    """To the provider and back."""
    sent = left(browser)
    granted(forger, sent, **claims)
    return came_back(browser, sent)


def bound(forger: Forger, login: str = "peter", **claims: Any) -> None:
    """Take an invitation, as somebody who comes for the first time."""
    browser = Browser()
    code = invite(login, provider_named())
    assert went(browser, forger, **claims)["Location"] == INVITED
    assert browser.post(INVITED, {"code": code.upper().replace("-", " ")}).status_code == 302


def provider_named() -> providers.Provider:
    found = provider_of("gemeente")
    assert found is not None
    return found


def is_in(browser: Browser) -> bool:
    return (
        not browser.get("/search")["Location"].startswith(LOGIN) if browser.get("/search").status_code == 302 else True
    )


def came_in_by(forger: Forger, **claims: Any) -> Browser:
    browser = Browser()
    answer = went(browser, forger, **claims)
    assert answer.status_code == 302, answer.content.decode()
    return browser


# Who comes in


def test_who_was_invited_comes_in_from_then_on_and_where_one_was_going(forger: Forger, world: World) -> None:
    bound(forger)
    browser = Browser()
    sent = left(browser, next="/search?q=noor")
    assert (sent["client_id"], sent["response_type"], sent["scope"]) == (CLIENT, "code", "openid")
    assert (sent["code_challenge_method"], sent["redirect_uri"]) == ("S256", f"{settings.PUBLIC_URL}{BACK}")
    assert SECRET not in str(sent)
    granted(forger, sent, amr=["pwd", "mfa"])
    assert came_back(browser, sent)["Location"] == "/search?q=noor"
    assert browser.get("/search").status_code == 200
    assert "Inloggen met Gemeente Lindedal Sinds" in words(browser.get("/account/2fa/"))


def test_nobody_is_made_and_nobody_comes_in_without_an_invitation(forger: Forger, world: World) -> None:
    browser = Browser()
    answer = went(browser, forger, sub="somebody else", email="peter@example.org", preferred_username="peter")
    assert answer["Location"] == INVITED
    assert "Wij weten nog niet welk account van u is." in words(browser.get(INVITED))
    assert not is_in(browser)
    assert Binding.objects.using("owner").count() == 0


def test_a_code_of_an_invitation_works_once_and_for_its_own_provider_alone(
    forger: Forger, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = f'[[provider]]\nid = "broker"\nname = "B"\nissuer = "{forger.issuer}"\nclient_id = "{CLIENT}"\n'
    other += f'secret_file = "{tmp_path}/secret"\nsigns_in = ["workers"]\nclaim = "oid"\n'
    write(tmp_path, monkeypatch, forger.issuer, rest=other)
    account_of(world.workers[1], "karin", of_demo=False)
    broker = provider_of("broker")
    assert broker is not None
    of_broker, code = invite("karin", broker), invite("peter", provider_named())
    first, second = Browser(), Browser()
    went(first, forger, sub="one")
    assert "Deze code werkt niet." in words(first.post(INVITED, {"code": of_broker}))
    assert first.post(INVITED, {"code": code}).status_code == 302
    went(second, forger, sub="two")
    assert "Deze code werkt niet." in words(second.post(INVITED, {"code": code}))
    assert [b.provider for b in Binding.objects.using("owner").all()] == ["gemeente"]


def test_of_two_at_the_same_instant_one_takes_the_invitation(forger: Forger, world: World) -> None:
    code, browsers = invite("peter", provider_named()), [Browser(), Browser()]
    for number, browser in enumerate(browsers):
        went(browser, forger, sub=f"subject {number}")
    answers = at_once(*(lambda browser=browser: browser.post(INVITED, {"code": code}) for browser in browsers))
    assert sorted(cast(HttpResponse, answer).status_code for answer in answers) == [200, 302]
    assert Binding.objects.using("owner").count() == 1


def test_an_invitation_that_is_too_old_or_replaced_opens_nothing(forger: Forger, world: World) -> None:
    older, browser = invite("peter", provider_named()), Browser()
    newer = invite("peter", provider_named())
    went(browser, forger)
    assert "Deze code werkt niet." in words(browser.post(INVITED, {"code": older}))
    Invitation.objects.using("owner").update(ends_at="2020-01-01T00:00:00Z")
    assert "Deze code werkt niet." in words(browser.post(INVITED, {"code": newer}))
    assert not is_in(browser)


def test_codes_are_not_guessed(forger: Forger, world: World) -> None:
    code, browser = invite("peter", provider_named()), Browser()
    went(browser, forger)
    for _guess in range(5):
        assert browser.post(INVITED, {"code": "abcd-efgh-jkmn-pqrs"}).status_code == 200
    assert browser.post(INVITED, {"code": code}).status_code == 429
    assert not is_in(browser)


def test_the_page_for_a_code_opens_to_who_just_came_back_alone(forger: Forger, world: World) -> None:
    code = invite("peter", provider_named())
    browser = Browser()
    assert browser.post(INVITED, {"code": code})["Location"] == LOGIN
    went(browser, forger)
    other = Browser()
    assert other.post(INVITED, {"code": code})["Location"] == LOGIN


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
        assert "Gemeente Lindedal vroeg niet opnieuw wie u bent. Daarom laten we niemand binnen." in words(answer)
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


# Accounts that ended, other people's, other roles


def test_a_subject_of_an_account_that_was_closed_or_unbound_opens_nothing(forger: Forger, world: World) -> None:
    bound(forger)
    browser = came_in_by(forger, amr=["mfa"])
    assert browser.get("/search").status_code == 200
    close_account("peter")
    assert not is_in(browser)
    later = Browser()
    assert went(later, forger, amr=["mfa"])["Location"] == INVITED
    assert not is_in(later)


def test_who_had_an_account_that_was_closed_is_bound_to_the_next_one(forger: Forger, world: World) -> None:
    make_account(world.workers[1], "karin", None)
    bound(forger)
    close_account("peter")
    bound(forger, "karin")
    assert went(Browser(), forger)["Location"] == "/"


def test_who_is_bound_to_another_account_is_told_so_with_the_right_code_alone(forger: Forger, world: World) -> None:
    make_account(world.workers[1], "karin", None)
    code, browser = invite("karin", provider_named()), Browser()
    went(browser, forger)
    bound(forger)
    assert "Deze code werkt niet." in words(browser.post(INVITED, {"code": "abcd-efgh-jkmn-pqrs"}))
    told = words(browser.post(INVITED, {"code": code}))
    assert "Met Gemeente Lindedal hoort u al bij een ander account. Uw code blijft goed." in told
    assert not is_in(browser)
    end_binding("peter", "gemeente")
    assert browser.post(INVITED, {"code": code})["Location"] == "/"


def test_ending_a_binding_ends_the_sessions_too(forger: Forger, world: World) -> None:
    bound(forger)
    browser = came_in_by(forger, amr=["mfa"])
    end_binding("peter", "gemeente")
    assert not is_in(browser)
    assert went(Browser(), forger)["Location"] == INVITED


def test_a_provider_signs_in_the_people_its_settings_name_alone(
    forger: Forger, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(forger)
    file = Path(settings.OPENID_FILE)
    file.write_text(file.read_text().replace('["workers", "clients"]', '["clients"]'))
    providers._read_once.cache_clear()
    assert went(Browser(), forger)["Location"] == INVITED
    with pytest.raises(Exception, match="does not sign in workers"):
        invite("peter", provider_named())


def test_another_issuer_or_claim_under_the_same_name_knows_nobody(
    forger: Forger, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(forger)
    write(tmp_path, monkeypatch, forger.issuer, more='claim = "oid"')
    assert went(Browser(), forger, oid="subject-1")["Location"] == INVITED


def test_a_client_who_came_by_a_code_is_that_no_more_once_signed_in(forger: Forger, world: World) -> None:
    case: CaseWorld = world.case()
    account_of(case.client_ids[0], "noor", of_demo=False)
    bound(forger, "noor", sub="noor's own")
    browser = came_in_by(forger, sub="noor's own")
    assert browser.get("/home").status_code == 200


def test_raw_sql_reads_no_invitation_binds_nobody_and_sees_bindings_at_the_door_alone(
    forger: Forger, world: World
) -> None:
    bound(forger)
    for actor in (world.worker(), JOB, DOOR):
        with acting(actor), connections["default"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM access_binding")
            assert cursor.fetchone() == ((1,) if actor == DOOR else (0,))
        for forbidden in (
            "SELECT count(*) FROM access_invitation",
            "INSERT INTO access_binding SELECT * FROM access_binding",
            "UPDATE access_binding SET subject_hash = '\\x00'",
            "DELETE FROM access_binding",
        ):
            with (
                pytest.raises(Exception, match="permission denied"),
                acting(actor),
                connections["default"].cursor() as cursor,
            ):
                cursor.execute(forbidden)
    with (
        pytest.raises(Exception, match="the door binds"),
        acting(world.worker()),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute("SELECT access.bind_invited('gemeente', '\\x00', '\\x00')")


def test_what_a_provider_calls_somebody_is_kept_as_a_hash_alone(forger: Forger, world: World) -> None:
    bound(forger, sub="123456782")
    kept = Binding.objects.using("owner").get()
    assert len(kept.subject_hash) == 32
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM history.event WHERE after::text LIKE '%%123456782%%'")
        assert cursor.fetchone() == (0,)


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
