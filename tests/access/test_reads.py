"""What someone may see is found by index, whatever else is in the database."""

from __future__ import annotations

import pytest
from django.db import connection

from alliantie.access.identity import Actor, acting
from tests.access.test_held import HELD
from tests.worlds import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

FUNCTIONS = (
    "access.cases()",
    "access.cases_to_record()",
    "access.cases_to_work()",
    "access.clients()",
    "access.pairs()",
    "access.pairs_to_read()",
    "alliance.own_sent()",
)


def rows_read(actor: Actor, function: str) -> dict[str, int]:
    """How many rows of each table a function reads, where PostgreSQL takes an index if it can."""
    counts = (
        "SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
        " WHERE relname <> 'identity'"
    )
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        # A function keeps the plans it made in this session before.
        cursor.execute("DISCARD PLANS")
        cursor.execute(counts)
        before = dict(cursor.fetchall())
        cursor.execute(f"SELECT * FROM {function}")  # noqa: S608 - names stand above
        cursor.fetchall()
        cursor.execute(counts)
        return {table: count - before.get(table, 0) for table, count in cursor.fetchall() if count != before.get(table)}


def test_what_belongs_to_others_is_not_even_read() -> None:
    mine = World.make("Mijn")
    case = mine.case()
    case.round()
    asked = [(function, actor) for function in FUNCTIONS for actor in (case.worker, case.client())]
    before = [rows_read(actor, function) for function, actor in asked]
    others = World.make("Anders")
    for _case in range(5):
        others.case().round()
    mine.case(worker=1).round()
    for (function, actor), count in zip(asked, before, strict=True):
        assert rows_read(actor, function) == count, (function, actor.kind)


def test_asking_what_one_sees_does_not_ask_again_for_each_row() -> None:
    world = World.make()
    costs = []
    for more in (1, 8):
        for _case in range(more):
            world.case()
        with acting(world.worker()), connection.cursor() as cursor:
            cursor.execute("SELECT access.pairs()")
            read = "SELECT idx_scan + seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'access_grant'"
            cursor.execute(read)
            before = cursor.fetchone()
            # What is held for a moment is no answer to this question.
            cursor.execute(
                "SELECT set_config('alliantie.held_' || name, '', true) FROM unnest(%s::text[]) name", [list(HELD)]
            )
            cursor.execute("SELECT access.pairs()")
            cursor.execute(read)
            after = cursor.fetchone()
        assert before is not None
        assert after is not None
        costs.append(after[0] - before[0])
    assert costs[0] == costs[1] == 1
