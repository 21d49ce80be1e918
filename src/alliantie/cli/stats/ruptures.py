"""Ruptures in a series of rounds by level, reliable drop and control chart, and their repairs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

import numpy as np

from alliantie.cli.stats.options import count, number
from alliantie.cli.stats.table import Table
from alliantie.statistics.ruptures import ruptures

ESTIMATOR = "level, drop and lower limit of the chart of single values (from 8 scores on)"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--values", required=True, metavar="COLUMN", help="the scores of a pair, oldest first")
    parser.add_argument("--level", type=number, metavar="X", help="a score below this is a rupture")
    parser.add_argument("--drop", type=number, metavar="X", help="a fall of at least this is one")
    parser.add_argument("--within", type=count, default=2, metavar="N", help="rounds in which it may be repaired (2)")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    scores = table.numbers([asked.values])[:, 0]
    found = ruptures(scores, level=asked.level, drop=asked.drop, within=asked.within)
    return {
        "n": int((~np.isnan(scores)).sum()),
        "ruptures": [{"round": each.round, "rule": each.rule.value, "repaired": each.repaired} for each in found],
    }
