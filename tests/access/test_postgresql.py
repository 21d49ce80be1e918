"""Whether an idle connection is still there is seen without asking the server, and never wrongly believed."""

from __future__ import annotations

import select
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.postgresql import base

from tests.support.programs import wait_for

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "counters"])


def number() -> int:
    connection.ensure_connection()
    held: Any = connection.connection
    return int(held.info.backend_pid)


def look() -> None:
    here: Any = connection
    here.health_check_done = False
    here.close_if_health_check_failed()


def waits() -> bool:
    held: Any = connection.connection
    return bool(select.select([held.fileno()], [], [], 0)[0])


def test_a_connection_that_is_there_is_kept_without_a_question_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    before = number()
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda _here: pytest.fail("the server was asked"))
    look()
    assert number() == before


def test_a_connection_the_server_ended_is_replaced_before_it_is_used() -> None:
    before = number()
    # As the same role: who owns the tables may not.
    with connections["counters"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [before])
    wait_for(waits)
    look()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert number() != before


def test_what_the_server_tells_an_idle_connection_does_not_end_it() -> None:
    before = number()
    connection.cursor().execute("LISTEN told")
    with connections["owner"].cursor() as cursor:
        cursor.execute("NOTIFY told")
    wait_for(waits)
    look()
    assert number() == before


def test_a_connection_that_was_closed_here_is_not_usable() -> None:
    number()
    held: Any = connection.connection
    held.close()
    assert not connection.is_usable()
    connection.close()
