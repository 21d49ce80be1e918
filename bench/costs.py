"""What one page costs the database, asked by a header: its queries with their plans, and the rows it read.

Without the header a request goes through untouched, so times are those of the product.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

HEADER = "X-Bench"
# Not counted: the transaction itself and the proof of who acts.
_FREE = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SELECT set_config")


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
            if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) and not sql.startswith(_FREE):
                execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params, many, context)
                found = context["cursor"].fetchone()[0]
                plans.append((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])
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


def shape(plan: dict[str, Any]) -> str:
    """A plan without its numbers: its nodes, with the tables and indexes they read."""
    name = plan["Node Type"]
    if place := plan.get("Index Name") or plan.get("Relation Name") or plan.get("Function Name"):
        name += f" {place}"
    below = ", ".join(shape(each) for each in plan.get("Plans", ()))
    return f"{name}({below})" if below else name
