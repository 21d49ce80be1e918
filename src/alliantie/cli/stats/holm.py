"""P-values of several tests at once, adjusted so that one false alert is as rare as with a single test."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.options import share
from alliantie.cli.stats.table import Table
from alliantie.statistics.alerts import holm

ESTIMATOR = "Holm, step-down"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--p", required=True, metavar="COLUMN", help="the p-values")
    parser.add_argument("--level", type=share, default=0.05, metavar="X", help="chance of any false alert (0.05)")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    found = holm(table.numbers([asked.p])[:, 0], asked.level)
    return {"n": found.n, "adjusted": found.adjusted, "stands": found.rejected}
