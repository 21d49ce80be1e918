"""What jobs do inside the transaction of a test is done as their own role, as in production.

A test is one transaction of the application, which no other connection sees into. So where a test proves the job, its
connection becomes the role of jobs, and the application again where it proves anybody else. Where a person's own
transaction proves the job, as where a case is reckoned at once, it stays the application: there is no other role there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.signals import connection_created

from alliantie.access.identity import _PROVE

_ENTERS = "access.enter("


def as_in_production() -> None:
    """From now on every connection of the application to a database changes its role with who is proven."""

    def hook(connection: Any, **_more: Any) -> None:
        if connection.alias == "default" and _become not in connection.execute_wrappers:
            connection.execute_wrappers.append(_become)

    connection_created.connect(hook, weak=False)


def _become(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    connection = context["connection"]
    if sql.startswith(_PROVE) or _ENTERS in sql:
        person = getattr(connection, "alliantie_actor", None) if connection.savepoint_ids else None
        jobs = params[0].startswith("job:") and (person is None or person.kind == "job")
        if jobs or getattr(connection, "alliantie_is_jobs", False):
            connection.connection.execute(f"SET LOCAL ROLE {'alliantie_jobs' if jobs else 'NONE'}")
        connection.alliantie_is_jobs = jobs
    return execute(sql, params, many, context)
