"""Counts of groups as they may be published: small ones hidden, and what would give them away."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import Any

from alliantie.cli.stats.options import count
from alliantie.cli.stats.table import Table
from alliantie.statistics.disclosure import publish
from alliantie.statistics.refusals import Refused

ESTIMATOR = "primary and complementary suppression, by name"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--group", required=True, metavar="COLUMN", help="the name of each group")
    parser.add_argument("--count", required=True, metavar="COLUMN", help="how many; rows of one group are added up")
    parser.add_argument("--threshold", type=_threshold, default=10, metavar="N", help="smaller groups are hidden (10)")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table: groups by name, a hidden count None."""
    counts: dict[str, int] = {}
    numbers = table.numbers([asked.count], 0, whole=True)[:, 0]
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


def _threshold(text: str) -> int:
    if count(text) < 2:
        raise ArgumentTypeError(f"a threshold of {text} protects nobody; give 2 or more")
    return count(text)
