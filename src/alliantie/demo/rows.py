"""Rows on their way into the database by COPY."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

from psycopg import sql

from alliantie.demo.tables import TABLES

Row = dict[str, Any]


def number(chance: Random) -> UUID:
    """A number for a row, made like those of everyday use, but the same from one seed."""
    return UUID(int=chance.getrandbits(128), version=4)


class Rows:
    """Rows by table, kept until they are written; a row can be changed until then."""

    def __init__(self) -> None:
        self._of: dict[str, list[Row]] = {table: [] for table in TABLES}

    def add(self, table: str, **values: Any) -> Row:
        """Add a row; columns that are not given stay empty. Raises KeyError for an unknown table or column."""
        name = f"public.{table}" if "." not in table else table
        unknown = values.keys() - TABLES[name].keys()
        if unknown:
            raise KeyError(f"{name} has no column {', '.join(sorted(unknown))}")
        self._of[name].append(values)
        return values

    def copy(self, cursor: Any) -> None:
        """Write everything through a cursor of a running transaction, one COPY for each table that has rows."""
        for table, columns in TABLES.items():
            if not self._of[table]:
                continue
            statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
                sql.Identifier(*table.split(".")), sql.SQL(", ").join(map(sql.Identifier, columns))
            )
            with cursor.copy(statement) as out:
                out.set_types(list(columns.values()))
                for row in self._of[table]:
                    out.write_row([row.get(column) for column in columns])
            self._of[table].clear()
