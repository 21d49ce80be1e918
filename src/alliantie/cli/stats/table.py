"""A table in a text file: a header, then rows, with commas or semicolons between. Empty and NA are missing."""

from __future__ import annotations

import csv
import io
import math
import re
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from pathlib import Path

import numpy as np

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.refusals import Refused

MISSING = ("", "NA")
# Sums of fourth powers of what lies between still fit in a number of the computer.
LARGEST, SMALLEST = 1e60, 1e-60
# Fewer signs than this are answers on a scale, which come back time and again.
_SHORT = 6
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class WrongUse(Exception):
    """The question or the file is wrong; the text says what, and where."""


class Table:
    """The rows of one file, read anew for each question about it.

    `name` is the file, `header` the names of the columns.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._text = text
        first = text.partition("\n")[0]
        self._separator = ";" if first.count(";") > first.count(",") else ","
        self.header: tuple[str, ...] = tuple(cell.strip() for cell in next(self._lines(), (0, []))[1])
        if not any(self.header):
            raise WrongUse(f"{name} has no header")
        seen = set[str]()
        for column in filter(None, self.header):
            if column in seen:
                raise WrongUse(f"{name}:1: {column} stands twice in the header")
            seen.add(column)

    @cached_property
    def rows(self) -> int:
        """How many rows there are. Raises WrongUse for one that is longer or shorter than the header."""
        return sum(1 for _ in self._records())

    def numbers(
        self,
        columns: Sequence[str],
        low: float | None = None,
        high: float | None = None,
        *,
        whole: bool = False,
        codes: Mapping[str, float] | None = None,
    ) -> Numbers:
        """These columns as rows by columns, NaN where something is missing; `codes` says which words are numbers too.

        Raises WrongUse for an unknown column, for text, for a number below `low` or above `high`, and for a broken
        one where they are to be `whole`; Refused for a number too large to reckon with.
        """
        places = self._places(columns)
        read = _Cells(low, high, whole=whole, codes=codes or {})
        found = array("d")
        pick = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        for line, row in self._records():
            try:
                found.extend([read[cell] for cell in pick(row)])
            except ValueError:
                self._tell(line, row, places, read)
        return np.array(found).reshape(-1, len(columns))

    def words(self, column: str) -> list[str | None]:
        """A column as text, None where it is missing. Raises WrongUse for an unknown column."""
        (place,) = self._places([column])
        return [None if (cell := row[place].strip()) in MISSING else cell for _, row in self._records()]

    def _places(self, columns: Sequence[str]) -> list[int]:
        for column in columns:
            if column not in self.header:
                has = ", ".join(name for name in self.header if name)
                raise WrongUse(f"{self.name} has no column {column!r}; it has {has}")
        return [self.header.index(column) for column in columns]

    def _tell(self, line: int, row: list[str], places: Sequence[int], read: _Cells) -> None:
        for place in places:
            try:
                read[row[place]]
            except ValueError as error:
                raise WrongUse(f"{self.name}:{line}: {self.header[place]}: {error}") from None

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each row. An empty line is no row; within a single column it is a missing cell."""
        lines, width, empty = self._lines(), len(self.header), list[int]()
        next(lines)
        for line, row in lines:
            if not row:
                empty.append(line)
                continue
            if width == 1:
                yield from ((each, [""]) for each in empty)
                empty.clear()
            if len(row) != width:
                raise WrongUse(f"{self.name}:{line}: {len(row)} cells, the header has {width}")
            yield line, row

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=self._separator, strict=True)
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            raise WrongUse(f"{self.name}:{reader.line_num}: {error}") from None


class _Cells(dict[str, float]):
    """What stands in a cell, as a number; what is short is kept, since it comes back."""

    def __init__(self, low: float | None, high: float | None, *, whole: bool, codes: Mapping[str, float]) -> None:
        super().__init__({**dict.fromkeys(MISSING, math.nan), **codes})
        self._whole = whole
        self._low = -math.inf if low is None else low
        self._high = math.inf if high is None else high

    def __missing__(self, text: str) -> float:
        number = self._number(text.strip())
        if len(text) < _SHORT:
            self[text] = number
        return number

    def _number(self, text: str) -> float:
        if text in MISSING:
            return math.nan
        if not _NUMBER.fullmatch(text):
            raise ValueError(f"{text[:40]!r} is no number")
        number = float(text)
        if abs(number) > LARGEST:
            raise Refused(f"{text[:40]} is too large to reckon with")
        if 0 < abs(number) < SMALLEST:
            raise Refused(f"{text[:40]} is too close to 0 to reckon with")
        if self._whole and number != math.floor(number):
            raise ValueError(f"{text[:40]} is no whole number")
        if not self._low <= number <= self._high:
            raise ValueError(f"{text[:40]} lies {self._outside(number)}")
        return number

    def _outside(self, number: float) -> str:
        return f"below {self._low:g}" if number < self._low else f"above {self._high:g}"


def read_table(file: str) -> Table:
    """The table of a file, or of standard input for ``-``.

    Raises WrongUse for a file that cannot be read, is no UTF-8 or has no header.
    """
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise WrongUse(f"{file} cannot be read: {error.strerror}") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise WrongUse(f"{file}:{line}: this is no UTF-8") from None
    return Table("standard input" if file == "-" else file, text)
