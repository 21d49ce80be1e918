"""Plain SQL for the pages that are opened most: Django takes longer to make a query than the database to answer it.

A statement names itself what the actor may see, as `visible_to` would: once, for the table that all others hang on.
The policies of each table stand below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

from alliantie.access.identity import Actor, proven_actor

Row = TypeVar("Row", bound=models.Model)


def ask(actor: Actor, statement: str, values: Sequence[Any] | Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
    """The rows of a statement. One query. Raises WrongActor when another actor is proven in this transaction."""
    proven_actor(actor)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


class Columns(Generic[Row]):
    """The columns of one table in a statement, and the object Django would make of them."""

    def __init__(self, model: type[Row], alias: str, *, without: Sequence[str] = ()) -> None:
        """`without` names columns that are read only when someone asks for them, by another query."""
        fields = [field for field in model._meta.concrete_fields if field.name not in without]
        self._model = model
        self._names = [field.attname for field in fields]
        self._sql = ", ".join(f'{alias}."{field.column}"' for field in fields)

    def __str__(self) -> str:
        return self._sql

    def __len__(self) -> int:
        return len(self._names)

    def made(self, values: Sequence[Any]) -> Row:
        """The object with these values, as `from_db` makes it, without a call for each column."""
        found = self._model.__new__(self._model)
        found._state = ModelState()
        found._state.adding = False
        found._state.db = "default"
        found.__dict__.update(zip(self._names, values, strict=True))
        return found


def made(row: Sequence[Any], *tables: Columns[Any]) -> list[Any]:
    """The objects of a row that begins with the columns of these tables, in this order."""
    found, start = [], 0
    for table in tables:
        end = start + len(table)
        found.append(table.made(row[start:end]))
        start = end
    return found


def tie(row: models.Model, **others: models.Model) -> None:
    """Let a row know the objects its foreign keys lead to, as reading them would, without what Django asks of each."""
    row._state.fields_cache.update(others)
