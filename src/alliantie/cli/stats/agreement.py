"""Agreement of client and professional over pairs: three correlations and the difference."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.table import Table
from alliantie.statistics.agreement import agreement

ESTIMATOR = "one-way analysis of variance; moments, SD with n-1; complete pairs"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--client", required=True, metavar="COLUMN", help="the scores of the clients")
    parser.add_argument("--professional", required=True, metavar="COLUMN", help="the scores of the professionals")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    found = agreement(*table.numbers([asked.client, asked.professional]).T)
    return {
        "n": found.n,
        "icc1": found.icc1,
        "double_entry": found.double_entry,
        "pearson": found.pearson,
        "mean_difference": found.mean_difference,
        "sd_difference": found.sd_difference,
        "intervals": found.intervals,
    }
