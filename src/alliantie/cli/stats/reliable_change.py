"""Reliable change of each person between two moments, with a cut-off where there is one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.options import number, share
from alliantie.cli.stats.table import Table, WrongUse
from alliantie.statistics.change import Change, reliable_change

ESTIMATOR = "Jacobson-Truax, SD with n-1 of the first scores"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--pre", required=True, metavar="COLUMN", help="the first scores")
    parser.add_argument("--post", required=True, metavar="COLUMN", help="the last scores")
    parser.add_argument("--reliability", required=True, type=number, metavar="R", help="0 to 1, of the score")
    parser.add_argument("--cutoff", type=number, metavar="X", help="the score from which on it goes well")
    parser.add_argument("--level", type=share, default=0.95, metavar="X", help="of confidence, two-sided (0.95)")
    parser.add_argument("--lower-is-better", action="store_true", help="a lower score is a better one")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    if not 0 <= asked.reliability <= 1:
        raise WrongUse(f"--reliability {asked.reliability:g} does not lie between 0 and 1")
    before, after = table.numbers([asked.pre, asked.post]).T
    found = reliable_change(
        before,
        after,
        asked.reliability,
        level=asked.level,
        cutoff=asked.cutoff,
        lower_is_better=asked.lower_is_better,
    )
    each = zip(found.change, found.index, found.kinds, strict=True)
    return {
        "n": found.n,
        "sd": found.sd,
        "sem": found.sem,
        "s_diff": found.s_diff,
        "critical": found.critical,
        "counts": {kind.value: found.kinds.count(kind) for kind in Change},
        "rows": [
            {"row": row, "change": change, "rc": index, "class": kind.value if kind else None}
            for row, (change, index, kind) in enumerate(each, 1)
        ],
    }
