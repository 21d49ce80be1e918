"""Every address says to whom it is open, and is closed to everyone else; no made-up number breaks a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse

from alliantie.access.identity import Kind
from alliantie.access.routes import EVERYONE, WORKERS, can_be_opened, kinds_of, open_to
from tests.access.entering import LOGIN, account_of, browser_of, browser_with_code
from tests.cases.sharing_ways import account_of_partner, share_in
from tests.worlds import World

SAMPLES: dict[str, Any] = {"uuid": uuid4(), "int": 999_999_999, "slug": "nothing", "str": "nothing"}
KINDS: tuple[Kind, ...] = ("door", "worker", "client", "link", "partner")
# Where someone not signed in may be, beside allauth's own pages.
PUBLIC = {
    "start", "healthz", "metrics", "language", "theme", "letters", "locked", "round-link", "calendar-file",
    "mfa_login_webauthn", "mfa_reauthenticate_webauthn", "second-step",
    "openid-begin", "openid-back", "openid-invited", "openid-sign-out", "openid-signed-out",
}  # fmt: skip


class Address(NamedTuple):
    """One route of the project, with a path that leads to it."""

    name: str
    path: str
    view: Any

    @property
    def kinds(self) -> frozenset[Kind] | None:
        """To whom it says it is open."""
        return kinds_of(self.view)


def walk(resolver: URLResolver, before: str = "") -> Iterator[Address]:
    """Every route below a resolver, with made-up numbers in it."""
    for each in resolver.url_patterns:
        pattern = before + str(each.pattern)
        if isinstance(each, URLPattern):
            filled = re.sub(r"<(?:(\w+):)?\w+>", lambda hole: str(SAMPLES[hole[1] or "str"]), pattern)
            yield Address(each.name or filled, f"/{filled}", each.callback)
        else:
            yield from walk(each, pattern)


ADDRESSES = tuple(walk(get_resolver()))


def without_policy(addresses: tuple[Address, ...]) -> list[str]:
    """The routes that do not say to whom they are open."""
    return [address.name for address in addresses if address.kinds is None]


def test_every_route_says_to_whom_it_is_open() -> None:
    assert len(ADDRESSES) > 40
    assert without_policy(ADDRESSES) == []


def forgotten(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody asked who this is for")


@open_to(WORKERS)
def remembered(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("for workers")


urlpatterns = [
    path("forgotten", forgotten, name="forgotten"),
    path("remembered", remembered, name="remembered"),
    path("", include("alliantie.urls")),
]


def test_a_route_that_does_not_say_so_is_found_and_closed(world: World) -> None:
    assert without_policy(tuple(walk(get_resolver(__name__)))) == ["forgotten"]
    worker = browser_of(account_of(world.workers[0], "peter"))
    with override_settings(ROOT_URLCONF=__name__):
        for browser in (Browser(), worker):
            assert browser.get("/forgotten").status_code == 404
        assert worker.get("/remembered").content == b"for workers"


def test_each_name_is_used_once() -> None:
    names = [address.name for address in ADDRESSES]
    assert sorted(set(names)) == sorted(names)


def test_what_is_open_to_someone_at_the_door_is_a_short_list() -> None:
    at_the_door = {address.name for address in ADDRESSES if "door" in (address.kinds or ())}
    sign_in = {name for name in at_the_door if name.startswith(("account_", "mfa_"))}
    assert at_the_door - sign_in == {name for name in PUBLIC if not name.startswith("mfa_")}


pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


@pytest.fixture
def world() -> World:
    return World.make()


@pytest.fixture
def browsers(world: World) -> dict[Kind, Browser]:
    """A browser of each kind of actor, each with a case and a round of their own."""
    case = world.case()
    round_id = case.round()
    return {
        "door": Browser(),
        "worker": browser_of(account_of(world.workers[0], "peter")),
        "client": browser_of(account_of(case.client_ids[0], "noor")),
        "link": browser_with_code(case.link(round_id)),
        "partner": browser_of(account_of_partner(share_in(case), "marga")),
    }


def test_without_signing_in_every_page_leads_to_sign_in_or_is_public(browsers: dict[Kind, Browser]) -> None:
    for address in ADDRESSES:
        if address.name == "account_logout":
            continue
        cache.clear()
        for answer in (browsers["door"].get(address.path), browsers["door"].post(address.path)):
            if "door" not in (address.kinds or ()):
                assert answer.status_code == 302, address
                there = address.path if can_be_opened(address.view) else "/"
                assert answer["Location"] == f"{LOGIN}?next={there}", address
            elif address.name not in PUBLIC and answer.status_code == 302:
                assert answer["Location"].startswith((LOGIN, "/account/")) or answer["Location"] == "/", address
            else:
                assert answer.status_code in (200, 302, 403, 404, 405, 422), address


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "door"])
def test_who_a_page_is_not_for_finds_nothing_there(browsers: dict[Kind, Browser], kind: Kind) -> None:
    closed = [address for address in ADDRESSES if kind not in (address.kinds or ())]
    assert closed
    for address in closed:
        assert browsers[kind].get(address.path).status_code == 404, address
        assert browsers[kind].post(address.path).status_code == 404, address


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "door"])
def test_a_made_up_number_finds_nothing_and_breaks_nothing(browsers: dict[Kind, Browser], kind: Kind) -> None:
    for address in ADDRESSES:
        # What ends the session, or lets it rest, ends the walk.
        if kind not in (address.kinds or ()) or address.name in ("account_logout", "rest"):
            continue
        cache.clear()
        for answer in (browsers[kind].get(address.path), browsers[kind].post(address.path)):
            assert answer.status_code in (200, 204, 302, 403, 404, 405, 409, 422), (address, answer.status_code)
            if str(SAMPLES["uuid"]) in address.path:
                assert answer.status_code in (404, 405), address


def test_an_address_that_only_takes_a_form_says_so_in_words(browsers: dict[Kind, Browser]) -> None:
    """And it is one of those to which signing in does not lead."""
    met = 0
    for address in ADDRESSES:
        for kind, browser in browsers.items():
            cache.clear()
            answer = browser.get(address.path)
            if answer.status_code == 405:
                met += 1
                assert not can_be_opened(address.view), address
                assert "Deze bladzijde opent zo niet" in answer.content.decode(), (address, kind)
                assert "GET" not in answer["Allow"]
    assert met > 20
    assert can_be_opened(remembered)


def test_someone_with_a_code_has_no_pages_of_an_account(browsers: dict[Kind, Browser]) -> None:
    for name in ("home", "my-frame", "who-looked"):
        assert browsers["link"].get(reverse(name)).status_code == 404


def test_sign_in_runs_for_everyone() -> None:
    sign_in = [address for address in ADDRESSES if address.name.startswith(("account_", "mfa_"))]
    assert len(sign_in) == 20
    assert {address.kinds for address in sign_in} == {EVERYONE}
