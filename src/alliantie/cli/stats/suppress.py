"""Counts of groups as they may be published: small ones hidden, and what would give them away."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alliantie.cli.stats.options import count
from alliantie.cli.stats.table import Table
from alliantie.statistics.cross_tables import publish_table
from alliantie.statistics.disclosure import publish
from alliantie.statistics.refusals import Refused

# Beyond this not every whole number has one of its own.
EXACT = 2**53
ESTIMATOR = "primary and complementary suppression, by name"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--group", required=True, metavar="COLUMN", help="the name of each group")
    parser.add_argument("--by", metavar="COLUMN", help="a second way to divide: a table of groups by kinds")
    parser.add_argument("--count", required=True, metavar="COLUMN", help="how many; rows of one group are added up")
    parser.add_argument("--threshold", type=_threshold, default=10, metavar="N", help="smaller groups are hidden (10)")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table: groups by name, a hidden count None."""
    if asked.by:
        return _by_kind(table, asked)
    counts: dict[str, int] = {}
    numbers = _numbers(table, asked.count)
    for name, number in zip(table.words(asked.group), numbers, strict=True):
        if name is None or number != number:
            raise Refused("a group or a count is missing")
        counts[name] = counts.get(name, 0) + int(number)
    names = sorted(counts)
    found = publish([counts[name] for name in names], asked.threshold)
    return {
        "n": len(names),
        "threshold": asked.threshold,
        "rows": [
            {"group": name, "count": shown, "suppressed": shown is None}
            for name, shown in zip(names, found.shown, strict=True)
        ],
        "total": found.total,
    }


def _by_kind(table: Table, asked: Namespace) -> dict[str, Any]:
    """Of groups by kinds, each by name; a cell of which no row tells is 0."""
    numbers = _numbers(table, asked.count)
    groups, kinds = table.words(asked.group), table.words(asked.by)
    if None in groups or None in kinds or np.isnan(numbers).any():
        raise Refused("a group, a kind or a count is missing")
    rows, row = np.unique(np.array(groups, dtype=str), return_inverse=True)
    columns, column = np.unique(np.array(kinds, dtype=str), return_inverse=True)
    counts = np.zeros((len(rows), len(columns)), dtype=np.int64)
    np.add.at(counts, (row, column), numbers.astype(np.int64))
    found = publish_table(counts, asked.threshold)
    return {
        "n": len(rows),
        "estimator": "primary and complementary suppression of whole groups, by name",
        "threshold": asked.threshold,
        "rows": [
            {
                "group": str(group),
                "counts": {str(kind): int(cell) if shown else None for kind, cell in zip(columns, cells, strict=True)},
                "total": int(cells.sum()) if shown else None,
                "suppressed": not shown,
            }
            for group, cells, shown in zip(rows, found.counts, found.shown, strict=True)
        ],
        "totals": {
            str(kind): None if found.kinds is None else int(found.kinds[place]) for place, kind in enumerate(columns)
        },
        "total": found.total,
    }


def _numbers(table: Table, column: str) -> NDArray[np.float64]:
    numbers = table.numbers([column], 0, whole=True)[:, 0]
    if np.nansum(numbers) > EXACT:
        raise Refused("the counts are too large to be added up exactly")
    return numbers


def _threshold(text: str) -> int:
    if count(text) < 2:
        raise ArgumentTypeError(f"a threshold of {text} protects nobody; give 2 or more")
    return count(text)
