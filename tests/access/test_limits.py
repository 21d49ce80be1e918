"""The limits of sign-in: one count for every process, in which no name can be read and which nobody undoes."""

from __future__ import annotations

import hashlib
import time
from functools import partial
from typing import cast

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

from alliantie.access import counters, jobs
from alliantie.access.counters import COUNTERS
from alliantie.access.identity import DOOR, JOB, acting
from alliantie.access.middleware import Door, Respond
from tests.access.entering import sign_in, words
from tests.support import raw
from tests.support.at_once import at_once
from tests.worlds import CaseWorld

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", COUNTERS])

WRONG = "De inlognaam of het wachtwoord klopt niet."
TOO_OFTEN = "Dit ging te vaak mis."


def kept() -> list[tuple[bytes, str]]:
    """What the database keeps, as the owner of the tables reads it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT key, value FROM access_counter")
        return [(bytes(key), value) for key, value in cursor.fetchall()]


def fails(login: str) -> str:
    """What the page says after a wrong password."""
    return words(sign_in(Browser(), login, "iets anders dan dat"))


# One count


def test_of_many_at_the_same_instant_one_counts_first() -> None:
    for _time in range(3):
        # Long enough for a busy machine to let all six come before it ends.
        assert sorted(map(str, at_once(*[partial(cache.add, "peter", 1, 2)] * 6))) == ["False"] * 5 + ["True"]
        # What has ended can be taken again, once.
        time.sleep(2.1)


def test_guesses_at_the_same_instant_do_not_get_more_tries(case: CaseWorld) -> None:
    said = [str(answer) for answer in at_once(*[partial(fails, "peter")] * 9)]
    assert sum(WRONG in words for words in said) <= 5
    assert sum(TOO_OFTEN in words for words in said) >= 4
    assert TOO_OFTEN in fails("peter")


def test_a_failure_counts_also_when_its_request_is_undone() -> None:
    def page(_request: HttpRequest) -> HttpResponse:
        cache.set("peter", [1.5], 60)
        return HttpResponse(status=500)

    Door(cast(Respond, page))(RequestFactory().post("/account/login/"))
    assert cache.get("peter") == [1.5]


def test_counting_waits_for_no_other_request() -> None:
    with acting(DOOR):
        cache.set("peter", [1.5], 60)
        assert at_once(partial(cache.get, "peter"), partial(cache.delete, "noor")) == [[1.5], False]


def test_what_is_kept_ends_by_itself_and_what_is_taken_away_is_gone() -> None:
    cache.set("peter", [1.5, 0.1 + 0.2], 0.2)
    cache.set("noor", True, 60)
    assert cache.get("peter") == [1.5, 0.1 + 0.2]
    time.sleep(0.3)
    assert cache.get("peter", "nothing") == "nothing"
    assert cache.delete("noor")
    assert not cache.delete("noor")
    assert not cache.delete("peter")


# What nobody may learn or do


def test_no_name_and_no_address_can_be_read_from_what_is_counted(case: CaseWorld) -> None:
    fails("peter")
    here = kept()
    assert here
    told = b"".join(key + value.encode() for key, value in here)
    for word in ("peter", "127.0.0.1", "login"):
        assert word.encode() not in told
        # Nor by whoever hashes all names there are.
        assert hashlib.sha256(word.encode()).digest() not in told
    assert {len(key) for key, _value in here} == {32}
    fails("peter")
    assert {key for key, _value in kept()} == {key for key, _value in here}
    with override_settings(SECRET_KEY="another secret of another server"):
        fails("peter")
    assert len({key for key, _value in kept()}) == 2 * len(here)


def test_nobody_but_the_door_sees_or_wears_out_a_count(case: CaseWorld) -> None:
    cache.set("peter", [1.5], 60)
    with acting(JOB):
        assert raw.read_all("public.access_counter") == "InsufficientPrivilege"
    for actor in (case.worker, case.client()):
        with acting(actor), connection.cursor() as cursor:
            assert raw.read_all("public.access_counter") == []
            cursor.execute("DELETE FROM access_counter")
            assert cursor.rowcount == 0
            cursor.execute("UPDATE access_counter SET value = '[]'")
            assert cursor.rowcount == 0
    assert cache.get("peter") == [1.5]


# What it costs


def test_an_ordinary_page_asks_nothing_of_the_counters(case: CaseWorld) -> None:
    browsers = {login: Browser() for login in ("peter", "noor")}
    for login, browser in browsers.items():
        sign_in(browser, login)
    with CaptureQueriesContext(connections[COUNTERS]) as seen:
        for login, page in (("peter", "/"), ("peter", "/search?q=noor"), ("noor", "/home"), ("noor", "/account/2fa/")):
            assert browsers[login].get(page).status_code == 200
        assert Browser().get("/account/login/").status_code == 200
    assert len(seen) == 0


def test_counters_that_have_ended_are_removed_and_no_other() -> None:
    cache.set("peter", [1.5], 0.1)
    cache.set("noor", [2.5], 60)
    time.sleep(0.2)
    assert len(kept()) == 2
    assert jobs.clear_counters(0) == 1
    assert jobs.clear_counters(0) == 0
    assert [value for _key, value in kept()] == ["[2.5]"]


# What goes wrong


def test_where_the_database_does_not_count_sign_in_goes_on_with_limits(
    case: CaseWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone(*_arguments: object, **_options: object) -> None:
        raise OperationalError("no connection left for peter")

    with monkeypatch.context() as broken:
        broken.setattr(counters, "acting", gone)
        for _time in range(5):
            assert WRONG in fails("peter")
        assert TOO_OFTEN in fails("peter")
        assert sign_in(Browser(), "noor")["Location"] == "/"
        cache.clear()
    assert kept() == []
    assert {record.name for record in caplog.records} == {"alliantie.access.counters"}
    assert WRONG in fails("peter")
