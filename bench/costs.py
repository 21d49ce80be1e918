"""What one page costs the database, asked by a header: its queries with their plans, and the rows it read.

Without the header a request goes through untouched, so times are those of the product.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from psycopg.sql import Literal

HEADER = "X-Bench"
# Not counted: the transaction itself and the proof of who acts.
_FREE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT set_config")
_PLACE = re.compile(r"%(?:\((\w+)\)s|s|%)")


class Costs:
    """Answers `X-Bench: rows` and `X-Bench: plans` with numbers instead of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.headers.get(HEADER):
            case "rows":
                return self._rows(request)
            case "plans":
                return self._plans(request)
            case _:
                return self.get_response(request)

    def _rows(self, request: HttpRequest) -> HttpResponse:
        queries: list[str] = []

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.startswith(_FREE):
                queries.append(sql)
            return execute(sql, params, many, context)

        before = _read()
        with connection.execute_wrapper(count):
            status = self.get_response(request).status_code
        rows = {}
        for table, now in _read().items():
            then = before.get(table, (0, 0, 0))
            scans, scanned, fetched = (new - old for new, old in zip(now, then, strict=True))
            if scans or scanned or fetched:
                rows[table] = {"scans": scans, "rows": scanned + fetched}
        return JsonResponse({"status": status, "queries": len(queries), "rows": rows})

    def _plans(self, request: HttpRequest) -> HttpResponse:
        plans: list[dict[str, Any]] = []

        def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")) and not sql.startswith(_FREE):
                plans.append(_plan(context["connection"].connection, sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(explain):
            status = self.get_response(request).status_code
        buffers = sum(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] for plan in plans)
        return JsonResponse({"status": status, "shapes": [shape(plan) for plan in plans], "buffers": buffers})


def _read() -> dict[str, tuple[int, int, int]]:
    """Sequential scans, rows they read and rows found by index, by table, functions included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_scan, seq_tup_read, coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
        )
        return {name: (scans, scanned, fetched) for name, scans, scanned, fetched in cursor.fetchall()}


def _plan(database: psycopg.Connection[Any], sql: str, params: Any) -> dict[str, Any]:
    """The plan that runs: of the prepared statement, under the settings of the connection, and not one made for these
    values, as explaining the statement itself would make.
    """
    statement, values = numbered(sql, params)
    given = ", ".join(Literal(value).as_string(database) for value in values)
    with database.cursor() as cursor:
        cursor.execute(f"PREPARE bench_plan AS {statement}".encode(), prepare=False)
        explained = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE bench_plan{f'({given})' if given else ''}"
        cursor.execute(explained.encode(), prepare=False)
        found = cursor.fetchall()[0][0]
        cursor.execute("DEALLOCATE bench_plan", prepare=False)
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def numbered(sql: str, params: Any) -> tuple[str, list[Any]]:
    """A statement with its places numbered as PostgreSQL counts them, and the values for them in that order."""
    values: list[Any] = []
    places: dict[str, int] = {}

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        place = places.get(found[1], 0) if found[1] else 0
        if not place:
            values.append(params[found[1]] if found[1] else params[len(values)])
            place = len(values)
            if found[1]:
                places[found[1]] = place
        return f"${place}"

    # Without values Django sends a statement as it stands.
    return (sql, []) if params is None else (_PLACE.sub(put, sql), values)


def shape(plan: dict[str, Any]) -> str:
    """A plan without its numbers: its nodes, with the tables and indexes they read."""
    name = plan["Node Type"]
    if place := plan.get("Index Name") or plan.get("Relation Name") or plan.get("Function Name"):
        name += f" {place}"
    below = ", ".join(shape(each) for each in plan.get("Plans", ()))
    return f"{name}({below})" if below else name
