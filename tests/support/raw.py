"""Raw SQL as the application role, the way someone would who got hold of the server's connection."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection, connections, transaction


def tables() -> list[str]:
    """Every table of the application's own schema and of history and secrets, as schema.table."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || tablename FROM pg_tables"
            " WHERE schemaname IN ('public', 'history', 'secrets', 'access', 'alliance') ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def read_all(table: str) -> list[tuple[Any, ...]] | str:
    """All rows a SELECT gives as the application role in this transaction, or the kind of refusal."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Also the marks PostgreSQL leaves on a row: a lock or an update shows there.
            cursor.execute(f"SELECT ctid::text, xmin::text, xmax::text, t.* FROM {table} t ORDER BY 1")  # noqa: S608
            return cursor.fetchall()
    except DatabaseError as error:
        return type(error.__cause__).__name__


def everything() -> dict[str, Any]:
    """What raw SQL shows of every table in this transaction."""
    return {table: read_all(table) for table in tables()}
