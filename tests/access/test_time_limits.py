"""Nothing that a visitor asks holds the server: the database stops it, and the page says so in plain words."""

from __future__ import annotations

import time

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import override_settings
from django.urls import path

from alliantie.access.identity import DOOR, JOB, acting, prove
from alliantie.access.routes import EVERYONE, open_to
from tests.access.entering import account_of
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])

ASKED = "SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')"
NOON = "2026-11-23T12:00:00+00:00"


def limits() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        found: tuple[str, str] = cursor.fetchone()
    return found


@open_to(EVERYONE)
def what_holds(request: HttpRequest) -> HttpResponse:
    """The limits of this request."""
    return HttpResponse(" ".join(limits()))


@open_to(EVERYONE)
def never_ends(request: HttpRequest) -> HttpResponse:
    """Changes something, and then asks what takes a minute."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_account SET last_login = %s", [NOON])
        cursor.execute("SELECT pg_sleep(60)")
    return HttpResponse("done")


urlpatterns = [path("what-holds", what_holds), path("never-ends", never_ends), path("", what_holds, name="start")]
here = override_settings(ROOT_URLCONF=__name__)


@here
def test_every_request_has_limits_and_a_job_has_none() -> None:
    assert Browser().get("/what-holds").content.decode() == "30s 1min"
    with acting(JOB):
        assert limits() == ("0", "0")
    # Nothing of it stays on the connection for whoever comes next.
    assert limits() == ("0", "0")


@here
@override_settings(REQUEST_LIMITS=(200, 60_000))
@pytest.mark.parametrize(("language", "words"), [("nl", "Dit duurde te lang"), ("en", "This took too long")])
def test_what_takes_too_long_is_stopped_says_so_and_changes_nothing(language: str, words: str) -> None:
    account_of(World.make().case().client_ids[0], "noor")
    browser = Browser()
    browser.cookies["language"] = language
    begun = time.monotonic()
    answer = browser.get("/never-ends")
    assert time.monotonic() - begun < 20
    assert answer.status_code == 503
    assert words in answer.content.decode()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_account WHERE last_login = %s", [NOON])
        assert cursor.fetchone() == (0,)
    # The next one is served as ever.
    assert browser.get("/what-holds").status_code == 200


def wait_too_long() -> None:
    with acting(DOOR):
        prove(DOOR, limits=(0, 100))
        time.sleep(1)
        limits()


def test_a_transaction_that_waits_for_us_is_ended_and_the_next_begins_anew() -> None:
    with pytest.raises(DatabaseError):
        wait_too_long()
    connection.close()
    assert limits() == ("0", "0")
    assert settings.REQUEST_LIMITS[1] == 60_000
