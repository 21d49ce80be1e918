"""The truth-and-bias model: how judgments follow a truth, and how far they lie from it on average."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.table import Table
from alliantie.statistics.bias import truth_and_bias

ESTIMATOR = "least squares, both centred on the mean of the truth"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--truth", required=True, metavar="COLUMN", help="what was so")
    parser.add_argument("--judgment", required=True, metavar="COLUMN", help="what was thought of it")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    scores = table.numbers([asked.truth, asked.judgment])
    found = truth_and_bias(scores[:, 0], scores[:, 1])
    return {
        "n": found.rows,
        "b0": found.b0,
        "b1": found.b1,
        "sigma": found.sigma,
        "se": {"b0": found.b0_error, "b1": found.b1_error},
    }
