"""Whether an idle connection is still there is seen without asking the server, and never wrongly believed."""

from __future__ import annotations

import select
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.postgresql import base
from psycopg.types.datetime import TimestamptzLoader

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


@pytest.mark.parametrize("using", ["default", "owner"])
def test_a_moment_is_read_in_utc_by_what_reads_it_fastest(using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT timestamptz '2026-07-01 12:00:00.5+02', NULL::timestamptz")
        read = cursor.fetchone()
        assert read == (datetime(2026, 7, 1, 10, 0, 0, 500_000, UTC), None)
        assert read[0].tzinfo is UTC
    adapters: Any = connections[using].connection.adapters
    made = adapters.get_loader(1184, 0)(1184, connections[using].connection)
    assert not isinstance(made, TimestamptzLoader), "Django reads moments in Python, in ten times the time"


def test_rows_that_come_in_parts_hold_moments_too() -> None:
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT timestamptz '2026-07-01 12:00+02'")
        assert cursor.fetchone() == (datetime(2026, 7, 1, 10, tzinfo=UTC),)
