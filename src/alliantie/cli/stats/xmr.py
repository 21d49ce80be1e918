"""Control chart of single values and moving ranges of a series in order of time."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.table import Table
from alliantie.statistics.charts import individuals

ESTIMATOR = "mean and mean moving range / 1.128; signal: outside 3 sigma (Western Electric rule 1); run: rule 4"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--values", required=True, metavar="COLUMN", help="the series, oldest first")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    found = individuals(table.numbers([asked.values])[:, 0])
    return {
        "n": found.n,
        "centre": found.centre,
        "upper": found.upper,
        "lower": found.lower,
        "signals": found.signals,
        "runs": found.runs,
        "moving_range": {"centre": found.mean_range, "upper": found.range_upper, "signals": found.range_signals},
        "ties": found.ties,
    }
