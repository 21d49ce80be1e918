"""The standard error of measurement: how far one person's score lies from the true one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.options import number, share
from alliantie.cli.stats.table import Table, WrongUse
from alliantie.statistics.change import measurement

ESTIMATOR = "classical test theory, SD with n-1"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--values", required=True, metavar="COLUMN", help="the scores, a row a person")
    parser.add_argument("--reliability", required=True, type=number, metavar="R", help="0 to 1, of the score")
    parser.add_argument("--level", type=share, default=0.95, metavar="X", help="of the margin (0.95)")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    if not 0 <= asked.reliability <= 1:
        raise WrongUse(f"--reliability {asked.reliability:g} does not lie between 0 and 1")
    found = measurement(table.numbers([asked.values])[:, 0], asked.reliability, asked.level)
    return {
        "n": found.n,
        "mean": found.mean,
        "sd": found.sd,
        "sem": found.sem,
        "s_diff": found.s_diff,
        "margin": found.margin,
    }
