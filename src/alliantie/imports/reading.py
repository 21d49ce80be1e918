"""Reads a file row by row, whatever its size, and says every fault with its line and column."""

from __future__ import annotations

import csv
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from alliantie.imports import fields
from alliantie.imports.sheets import Column, Place, Row, Sheet

LONGEST_LINE = 20_000
"""Bytes of one line: what is longer is no row of ours, and would be held in memory as a whole."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: in which file, on which line, in which column, and why."""

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.field}: {self.reason}"


@dataclass(slots=True)
class Staged:
    """A row as it goes to its staging table, and what is wrong in it. Without values it had no number to go by."""

    line: int
    values: Sequence[str | bytes | int | None] | None
    problems: list[Problem]


class _TooLong(Exception):
    """A line is longer than any row is."""

    def __str__(self) -> str:
        return f"is longer than {LONGEST_LINE} bytes; nothing after it was read"


def columns_of(sheet: Sheet) -> tuple[str, ...]:
    """The columns of the staging table that a file fills, in the order of `Staged.values`."""
    own = tuple(
        each.name for each in sheet.columns if not each.hidden and (sheet.kind, each.name) != ("contact", "kind")
    )
    return ("line", "digest", *own, *sheet.more)


def read(path: Path, sheet: Sheet, place: Place) -> Iterator[Staged]:
    """Every row of a file. Memory does not grow with the file. Raises OSError when it cannot be read."""
    name = str(path)
    with path.open("rb") as stream:
        lines = _lines(stream)
        try:
            first = next(lines, "")
            fields.seen(first.rstrip("\r\n"))
            delimiter = ";" if first.count(";") >= first.count(",") else ","
            header = [each.strip() for each in next(csv.reader([first], delimiter=delimiter, strict=True), [])]
        except (csv.Error, ValueError, _TooLong) as error:
            yield Staged(1, None, [Problem(name, 1, "header", str(error))])
            return
        if wrong := _header_problems(name, header, sheet):
            yield Staged(1, None, wrong)
            return
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                if cells:
                    yield _row(name, reader.line_num + 1, header, cells, sheet, place)
        except csv.Error as error:
            yield Staged(0, None, [Problem(name, reader.line_num + 1, "row", f"cannot be read on from here: {error}")])
        except _TooLong as error:
            yield Staged(0, None, [Problem(name, reader.line_num + 2, "row", str(error))])


def _lines(stream: BinaryIO) -> Iterator[str]:
    first = True
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise _TooLong
        # What is no UTF-8 becomes signs that no cell may have, so that it is told with its line.
        text = line.decode("utf-8", "surrogateescape")
        yield text.removeprefix("\ufeff") if first else text
        first = False


def _header_problems(name: str, header: list[str], sheet: Sheet) -> list[Problem]:
    known = {column.name for column in sheet.columns}
    if header and known.isdisjoint(header):
        # A file without its first line begins with somebody, of whom nothing is told.
        return [Problem(name, 1, "header", "names none of the columns of this file")]
    found = [
        Problem(name, 1, f"column {place}" if any(map(str.isdigit, each)) else each, "is no column of this file")
        for place, each in enumerate(header, 1)
        if each not in known
    ]
    found += [Problem(name, 1, each, "stands twice") for each in sorted(known) if header.count(each) > 1]
    needed = [column.name for column in sheet.columns if not column.may_be_empty]
    return found + [Problem(name, 1, each, "is missing") for each in needed if each not in header]


def _told(cell: str, column: Column, place: Place) -> str:
    """A cell as the fingerprint of its row holds it: whoever has the tables could try each number otherwise."""
    return hmac.digest(place.secret, cell.encode(), "sha256").hex() if column.hidden else cell


def _row(name: str, line: int, header: list[str], cells: list[str], sheet: Sheet, place: Place) -> Staged:
    problems: list[Problem] = []

    def tell(field: str, reason: str) -> None:
        problems.append(Problem(name, line, field, reason))

    if len(cells) != len(header):
        tell("row", f"has {len(cells)} cells; the header has {len(header)}")
        return Staged(line, None, problems)
    given = dict(zip(header, cells, strict=True))
    row: Row = {}
    for column in sheet.columns:
        cell = given.get(column.name, "").strip(" ")
        row[column.name] = ""
        if not cell:
            if not column.may_be_empty:
                tell(column.name, "is missing")
            continue
        try:
            fields.seen(cell)
            row[column.name] = column.read(cell)
        except ValueError as error:
            tell(column.name, str(error))
    said = (_told(row[column.name], column, place) for column in sheet.columns if row[column.name] or not column.later)
    digest = blake2b("\x1f".join(said).encode("utf-8"), digest_size=16).hexdigest()
    more = sheet.whole(row, place, tell)
    for column in sheet.columns:
        if column.hidden:
            del row[column.name]
    if not row["reference"]:
        return Staged(line, None, problems)
    values = (
        str(line),
        rf"\x{digest}",
        *(value or None for value in row.values()),
        *(more[each] for each in sheet.more),
    )
    return Staged(line, values, problems)
