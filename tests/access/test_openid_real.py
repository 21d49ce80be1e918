"""Signing in with a real provider, from the first page to the last: what it sends is what we check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
import requests
from django.conf import settings
from django.test import Client as Browser

from alliantie.people.invitations import invite
from tests.access.entering import LOGIN, account_of, words
from tests.access.openid_ways import BACK, BEGIN, INVITED, is_in, provider_named, write
from tests.support.forger import SECRET
from tests.support.openid import real_provider, sign_in_there
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with real_provider(f"{settings.PUBLIC_URL}{BACK}", SECRET) as running:
        yield running


def back(browser: Browser, name: str) -> str:
    """Where the provider sends a browser back to, in which somebody left and showed there who they are."""
    address = sign_in_there(browser.get(BEGIN)["Location"], name)
    assert address.startswith(f"{settings.PUBLIC_URL}{BACK}?")
    return address.removeprefix(settings.PUBLIC_URL)


def test_a_real_provider_asks_again_and_what_it_gives_without_asking_lets_nobody_in(
    issuer: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, monkeypatch, issuer)
    account_of(world.workers[0], "peter")
    code, browser = invite("peter", provider_named()), Browser()
    with requests.Session() as there:
        first = sign_in_there(browser.get(BEGIN)["Location"], "p.de.vries", there).removeprefix(settings.PUBLIC_URL)
        assert browser.get(first)["Location"] == INVITED
        browser.post(INVITED, {"code": code})
        browser.post("/account/logout/")
        # Its own session in that browser goes on.
        asked = browser.get(BEGIN)["Location"]
        assert 'name="login"' in there.get(asked, timeout=20).text
        stripped = asked.replace("&prompt=login", "").replace("&max_age=0", "")
        assert stripped != asked
        given = there.get(stripped, timeout=20, allow_redirects=False).headers["Location"]
        assert given.startswith(f"{settings.PUBLIC_URL}{BACK}?code=")
        answer = browser.get(given.removeprefix(settings.PUBLIC_URL))
    # Not asked for it, this one does not say when.
    assert "zegt niet wanneer u liet zien wie u bent" in words(answer)
    assert not is_in(browser)


def test_who_is_invited_signs_in_with_a_real_provider_and_nobody_else(
    issuer: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, monkeypatch, issuer)
    account_of(world.workers[0], "peter")
    code, first = invite("peter", provider_named()), Browser()
    assert first.get(back(first, "p.de.vries"))["Location"] == INVITED
    assert first.post(INVITED, {"code": code})["Location"] == "/"
    assert first.get("/search").status_code == 200
    later, stranger = Browser(), Browser()
    assert later.get(back(later, "p.de.vries"))["Location"] == "/"
    assert is_in(later)
    assert stranger.get(back(stranger, "somebody.else"))["Location"] == INVITED
    assert not is_in(stranger)
    # It names itself in what it sends, and what it sends works once, for the browser that left.
    sent = back(stranger, "p.de.vries")
    assert parse_qs(urlparse(sent).query)["iss"] == [issuer]
    for thief in (Browser(), later):
        thief.post("/account/logout/")
        assert "oude bladzijde" in words(thief.get(sent))
        assert not is_in(thief)
    assert stranger.get(sent)["Location"] == "/"
    stranger.post("/account/logout/")
    assert stranger.get(sent).status_code == 400
    assert stranger.get("/search")["Location"].startswith(LOGIN)
