"""Control chart of shares in order of time: how many of how many."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

import numpy as np

from alliantie.cli.stats.table import Table, WrongUse
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.charts import proportions

ESTIMATOR = "binomial, pooled share; signal: outside 3 sigma"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--count", required=True, metavar="COLUMN", help="how many, oldest first")
    parser.add_argument("--n", required=True, metavar="N", help="of how many: a number, or a column")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table: limits are numbers where one size holds for all, else lists."""
    found = proportions(table.numbers([asked.count])[:, 0], _sizes(table, asked.n))
    one = asked.n not in table.header
    return {
        "n": found.n,
        "centre": found.centre,
        "upper": np.nanmax(found.upper) if one else found.upper,
        "lower": np.nanmax(found.lower) if one else found.lower,
        "signals": found.signals,
    }


def _sizes(table: Table, asked: str) -> Numbers:
    if asked in table.header:
        return table.numbers([asked])[:, 0]
    if not (asked.isascii() and asked.isdigit() and 0 < int(asked[:12]) <= 10**9):
        raise WrongUse(f"--n {asked} is neither a whole number from 1 on nor a column of {table.name}")
    return np.full(table.rows, float(asked))
