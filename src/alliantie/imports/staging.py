"""Temporary tables that hold what the files say until all of it is known to be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from psycopg import sql

from alliantie.imports.reading import Problem, columns_of, read
from alliantie.imports.sheets import Place, Sheet

_TYPES = {
    "line": "integer NOT NULL",
    "digest": "bytea NOT NULL",
    "reference": "text NOT NULL",
    "born_on": "date",
    "opened_on": "date",
    "closed_on": "date",
    "documented_on": "date",
    "date": "date",
    "since": "date",
    "time": "time",
    "minutes": "integer",
    "amount": "numeric(10, 2)",
    "easy_form": "boolean",
    "trigrams": "varchar[]",
    "worker_id": "uuid",
    "number_hash": "bytea",
    "number_sealed": "bytea",
}
AT_ONCE = 5_000
"""Rows that are read before they go on their way: what is held in memory."""
MOST = 10_000
"""Problems that are told; of more only the number is."""


def prepare(cursor: Any, place: Place) -> None:
    """Make the table of problems, and that of the talks and the money of the organisation's practices."""
    cursor.execute(
        "CREATE TEMP TABLE staged_problem (file text, line integer, field text, reason text,"
        " grave boolean NOT NULL DEFAULT true) ON COMMIT DROP"
    )
    cursor.execute(
        "CREATE TEMP TABLE staged_practice (practice_id text, version text, talk_id text, money boolean) ON COMMIT DROP"
    )
    known = [
        (practice.id, practice.version, talk.id, practice.money)
        for each in sorted(place.practices & set(place.library.ids()))
        for version in place.library.versions(each)
        for practice in [place.library.get(each, version)]
        for talk in practice.talks
    ]
    with cursor.copy("COPY staged_practice FROM STDIN") as out:
        for row in known:
            out.write_row(row)
    cursor.execute("ANALYZE staged_practice")


def stage(cursor: Any, path: Path | None, sheet: Sheet, place: Place) -> int:
    """Bring the rows of a file into `staged_<name>`, and what is wrong in them to `staged_problem`.

    Gives how many rows there were: none without a file. Raises OSError when the file cannot be read.
    """
    table, columns = sql.Identifier(f"staged_{sheet.name}"), columns_of(sheet)
    described = sql.SQL(", ").join(
        sql.SQL(f"{{}} {_TYPES.get(name, 'text')}").format(sql.Identifier(name)) for name in columns
    )
    cursor.execute(
        sql.SQL(
            "CREATE TEMP TABLE {} ({}, target uuid NOT NULL DEFAULT uuidv7(),"
            " old boolean NOT NULL DEFAULT false) ON COMMIT DROP"
        ).format(table, described)
    )
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(table, sql.SQL(", ").join(map(sql.Identifier, columns)))
    count = 0
    for batch in _batches(read(path, sheet, place) if path else iter(())):
        with cursor.copy(into) as out:
            for row in batch:
                if row.values is not None:
                    out.write_row(row.values)
        tell(cursor, (problem for row in batch for problem in row.problems))
        count += len(batch)
    cursor.execute(sql.SQL("ANALYZE {}").format(table))
    return count


def tell(cursor: Any, problems: Iterable[Problem]) -> None:
    """Keep problems until all are known."""
    first = next(rest := iter(problems), None)
    if first is None:
        return
    with cursor.copy("COPY staged_problem (file, line, field, reason) FROM STDIN") as out:
        for each in (first, *rest):
            out.write_row((each.file, each.line, each.field, each.reason))


def problems(cursor: Any, *, grave: bool) -> tuple[list[Problem], int]:
    """What is wrong, or what is only worth knowing, by file and line: the first `MOST`, and how many there are."""
    cursor.execute(
        "SELECT file, line, field, reason, count(*) OVER () FROM staged_problem WHERE grave = %s"
        " ORDER BY file, line, field, reason LIMIT %s",
        [grave, MOST],
    )
    found = cursor.fetchall()
    return [Problem(*row[:4]) for row in found], found[0][4] if found else 0


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch
