"""Signing in with a provider: who was invited comes in as the own account, and nobody as another's."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from django.conf import settings
from django.db import connections
from django.http import HttpResponse
from django.test import Client as Browser

from alliantie.access.identity import DOOR, JOB, acting
from alliantie.access.models import Binding, Invitation
from alliantie.access.openid import providers
from alliantie.access.openid.providers import provider_of
from alliantie.people.administration import close_account, make_account
from alliantie.people.invitations import end_binding, invite
from tests.access.entering import LOGIN, account_of, words
from tests.access.openid_ways import (
    BACK,
    INVITED,
    bound,
    came_back,
    came_in_by,
    granted,
    is_in,
    left,
    provider_named,
    went,
    write,
)
from tests.support.at_once import at_once
from tests.support.forger import CLIENT, SECRET, Forger
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


@pytest.fixture
def world(world: World) -> World:
    account_of(world.workers[0], "peter", of_demo=False)
    return world


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
            cursor.execute("SELECT has_table_privilege('access_binding', 'select')")
            assert cursor.fetchone() == (actor != JOB,)
            if actor != JOB:
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
