"""The fullest case of each practice of the demo, deleted: nothing of it stays, and each line of the logs is to go."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections, transaction

pytestmark = pytest.mark.usefixtures("demo")

FULLEST = """
SELECT DISTINCT ON (k.practice_id) k.id, k.practice_id FROM cases_case k
 ORDER BY k.practice_id, (SELECT count(*) FROM cases_fact f WHERE f.case_id = k.id) DESC"""
NUMBERS = """
SELECT %(case)s::text UNION ALL SELECT client_id::text FROM cases_participant WHERE case_id = %(case)s
UNION ALL SELECT id::text FROM alliance_pair WHERE case_id = %(case)s"""
# What remains of answers is that their key is gone; what is to be forgotten is told by the seals (access/sealing.py).
REMAINS = {"secrets.pair_destroyed"}


def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, values[0] if values else None)
        return cursor.fetchall()


def test_of_a_case_of_each_practice_nothing_stays_in_any_table_history_or_log() -> None:
    cases = ask(FULLEST)
    assert len(cases) > 5
    numbers = [number for case, _practice in cases for (number,) in ask(NUMBERS, {"case": case})]
    people = [number for case, _practice in cases for (number,) in ask(NUMBERS, {"case": case})[1:]]
    tables = ask(
        "SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema)'"
    )
    with transaction.atomic(using="owner"):
        gone = [
            client
            for case, _practice in cases
            for (_counts, clients) in ask("SELECT * FROM secrets.erase('case', %s, '{}', gen_random_uuid())", [case])
            for client in clients
        ]
        assert {str(each) for each in gone} <= set(people)
        found = set()
        for (table,) in tables:
            log = {"history.event": "history", "public.access_reading": "reading"}.get(table)
            stays = f" AND NOT EXISTS (SELECT FROM history.to_forget f WHERE f.log = '{log}' AND f.id = t.id)"
            asked = f"SELECT 1 FROM {table} t WHERE t::text LIKE ANY (%s){stays if log else ''} LIMIT 1"  # noqa: S608
            if ask(asked, [[f"%{number}%" for number in numbers]]):
                found.add(table)
        transaction.set_rollback(True, using="owner")
    assert found == REMAINS
