"""One browser, several tabs: an answer that comes late neither brings back a session that ended nor drops the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory
from django.urls import reverse

from alliantie.access.identity import DOOR, acting, prove
from alliantie.access.looks import LOCKED
from alliantie.access.middleware import Door, Respond, Sessions
from alliantie.access.models import Session
from alliantie.access.sessions import SessionStore
from tests.worklist.browse import as_worker
from tests.worlds import CaseWorld, World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def case() -> CaseWorld:
    return World.make().case()


def key_of(browser: Browser) -> str:
    return browser.cookies[COOKIE].value


def as_sent_before(browser: Browser) -> Browser:
    """What another tab of this browser sends with a request that is under way."""
    other = Browser()
    for name, cookie in browser.cookies.items():
        other.cookies[name] = cookie.value
    return other


def give(browser: Browser, case: CaseWorld) -> tuple[str, str]:
    """Give the device to the client; the client's first page, and the page that asks whether both look together."""
    here = {"round_id": case.round()}
    answer = browser.post(reverse("round-hand", kwargs=here))
    assert (answer.status_code, bool(browser.cookies[LOCKED].value)) == (302, True)
    return reverse("round-hello", kwargs=here), reverse("round-together-state", kwargs=here)


def test_a_poll_of_the_worker_that_comes_late_leaves_the_clients_turn(case: CaseWorld) -> None:
    worker = as_worker(case)
    poll = as_sent_before(worker)
    hello, waiting = give(worker, case)
    for ask in (poll.get, poll.post):
        answer = ask(waiting, headers={"X-Requested-With": "fetch"})
        assert answer["Location"].startswith("/account/login/")
        assert not answer.cookies
    assert worker.get(hello).status_code == 200


@pytest.mark.parametrize("page", ["/", "/locked", "/search", "/home", "/nowhere", "/account/login/", "/account/2fa/"])
def test_no_page_takes_away_a_session_that_it_did_not_end(case: CaseWorld, page: str) -> None:
    worker = as_worker(case)
    late = as_sent_before(worker)
    give(worker, case)
    assert COOKIE not in late.get(page).cookies
    assert LOCKED not in late.get(page).cookies


def test_an_answer_of_the_clients_turn_that_comes_late_leaves_the_worker_who_signed_in(case: CaseWorld) -> None:
    device = as_worker(case)
    hello, waiting = give(device, case)
    before = key_of(device)
    seen = SessionStore(before)
    with acting(DOOR):
        held = dict(seen["link"])
        seen["link"] = {**held, "seen": held["seen"] - 60}
        seen.save()
    # It says in the session that somebody is still there, and the browser, which knows its session, is told nothing.
    answer = device.get(hello)
    assert answer.status_code == 200
    assert COOKIE not in answer.cookies
    with acting(DOOR):
        assert SessionStore(before)["link"]["seen"] >= held["seen"]
    late = as_sent_before(device)
    # No page of the turn: it ends.
    assert device.get(waiting)["Location"] == "/locked"
    assert not key_of(device)
    assert COOKIE not in late.get(hello).cookies


def test_a_session_that_ended_while_a_request_was_at_work_is_not_saved_again(case: CaseWorld) -> None:
    worker = as_worker(case)

    def page(request: HttpRequest) -> HttpResponse:
        prove(DOOR)
        assert "seen" not in request.session
        Session.objects.using("owner").all().delete()
        request.session["seen"] = "yes"
        return HttpResponse()

    answer = through(page, key_of(worker))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not answer.cookies
    assert not Session.objects.using("owner").exists()


def test_who_ends_a_session_drops_its_cookie_and_who_begins_one_is_told(case: CaseWorld) -> None:
    worker = as_worker(case)

    def out(request: HttpRequest) -> HttpResponse:
        request.session.flush()
        return HttpResponse()

    def begin(request: HttpRequest) -> HttpResponse:
        request.session.flush()
        request.session["seen"] = "yes"
        return HttpResponse()

    begun = through(begin, key_of(worker)).cookies[COOKIE]
    assert begun.value not in ("", key_of(worker))
    ended = through(out, begun.value).cookies[COOKIE]
    assert (ended.value, ended["max-age"]) == ("", 0)


def through(page: Callable[[HttpRequest], HttpResponse], key: str) -> HttpResponse:
    """The answer of a page to a browser that holds this session."""
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = key
    return Door(cast(Respond, Sessions(page)))(request)
