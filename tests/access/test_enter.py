"""Coming in with a session: who is proven by it, and that nobody comes in so but the door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alliantie.access.identity import DOOR, WrongActor, acting, claimed, is_proven, prove
from alliantie.access.middleware import Door
from alliantie.access.models import Session
from alliantie.access.routes import known_of
from alliantie.access.sessions import SessionStore, account_here, enter
from alliantie.people.administration import close_account
from tests.access.entering import sign_in
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


ENTER = "SELECT * FROM access.enter(%s, %s, true, 0, 0, %s, now(), '', true, 15, 15)"


def key_of(login: str) -> str:
    browser = Browser()
    assert sign_in(browser, login).status_code == 302
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def said(sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def actor_in_database() -> str:
    found = said("SELECT coalesce(access.kind(), '-') || ':' || coalesce(access.actor()::text, '-')")
    return str(found[0]) if found else ""


def came_in(key: str) -> str:
    with transaction.atomic():
        enter(key, lasting=True)
        return actor_in_database()


def test_who_comes_in_with_a_session_acts_as_its_account_and_as_nobody_else(case: CaseWorld) -> None:
    with transaction.atomic():
        enter(key_of("peter"), lasting=True)
        assert actor_in_database() == f"worker:{case.worker.id}"
        assert is_proven(case.worker)
    assert came_in(key_of("noor")) == f"client:{case.client_ids[0]}"


def test_without_a_session_in_use_the_door_stays_the_door(case: CaseWorld) -> None:
    key = key_of("peter")
    assert came_in("") == "door:-"
    assert came_in("made-up") == "door:-"
    Session.objects.using("owner").filter(session_key=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert came_in(key) == "door:-"


def test_a_session_of_an_account_that_was_closed_opens_nothing(case: CaseWorld) -> None:
    key = key_of("peter")
    close_account("peter")
    assert came_in(key) == "door:-"


def test_a_session_that_does_not_say_whose_it_is_comes_in_as_before(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    Session.objects.using("owner").update(account_id=None)
    assert came_in(browser.cookies[settings.SESSION_COOKIE_NAME].value) == "door:-"
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("proof", ["", "0" * 64])
def test_raw_sql_without_the_proof_of_the_door_comes_in_with_no_session(case: CaseWorld, proof: str) -> None:
    key = key_of("peter")
    with transaction.atomic():
        claim, _right = claimed(DOOR)
        assert said(ENTER, [claim, proof, key]) is None
        assert actor_in_database() == "-:-"


def test_who_is_proven_otherwise_comes_in_with_no_session_of_another(case: CaseWorld) -> None:
    key = key_of("peter")
    noor = case.client()
    with acting(noor):
        claim, proof = claimed(noor)
        assert said(ENTER, [claim, proof, key]) is None
        assert actor_in_database() == f"client:{noor.id}"


def test_what_a_request_came_in_with_serves_once_and_never_for_another_account(case: CaseWorld) -> None:
    key = key_of("peter")
    with transaction.atomic():
        enter(key, lasting=True)
        first = SessionStore(key)
        assert first.load()
        account = Session.objects.using("owner").get(session_key=key).account_id
        assert account is not None
        assert account_here(case.client_ids[0]) is None
        assert account_here(account) is not None
        assert account_here(account) is None
        prove(DOOR)
        first["seen"] = "yes"
        first.save()
        assert SessionStore(key)["seen"] == "yes"


def test_a_page_about_one_case_is_shown_nothing_beyond_it_from_the_first_statement_on(case: CaseWorld) -> None:
    browser = Browser()
    sign_in(browser, "peter")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(f"/cases/{case.case_id}/").status_code == 200
        assert browser.get(f"/cases/{case.case_id}/?saved=frame").status_code == 200
    entered = [each["sql"] for each in asked if "access.enter(" in each["sql"]]
    assert [f"case:{case.case_id}" in each for each in entered] == [True, False]
    assert not [each["sql"] for each in asked if "alliantie.claim" in each["sql"]], "proven twice"


def test_where_no_page_is_nothing_is_kept_from_sight(case: CaseWorld) -> None:
    assert known_of("/nowhere", "") == known_of("/", "") == ("", True)


def test_nobody_comes_in_outside_a_transaction() -> None:
    with pytest.raises(WrongActor):
        enter("made-up", lasting=True)


@pytest.mark.parametrize(("method", "waits"), [("GET", "off"), ("HEAD", "off"), ("POST", "on"), ("DELETE", "on")])
def test_only_what_looking_writes_does_not_wait_for_the_disc(case: CaseWorld, method: str, waits: str) -> None:
    found = []

    def page(_request: HttpRequest) -> HttpResponse:
        found.append(said("SHOW synchronous_commit"))
        return HttpResponse()

    request = RequestFactory().generic(method, "/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = key_of("peter")
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
    try:
        Door(page)(request)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
    assert found == [(waits,)]


@pytest.mark.parametrize(
    "key", ['"aaaaaaaaaaaa\\000"', '"\\377\\376aaaaaaaaa"', "x" * 5000, "a", "' OR 1=1 --", "é" * 20]
)
def test_a_cookie_that_is_no_key_of_ours_is_nobody_and_breaks_nothing(key: str) -> None:
    answer = Browser(raise_request_exception=False).get(
        "/", headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={key}"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
