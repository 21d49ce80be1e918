"""The reliability to expect of a shorter or longer form of a scale, by Spearman and Brown."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.items import add_items, read_items
from alliantie.cli.stats.options import count
from alliantie.cli.stats.table import Table
from alliantie.statistics.reliability import cronbach_alpha, items_for, spearman_brown

ESTIMATOR = "Spearman-Brown from alpha, pairwise covariances (n-1)"
AIMS = (0.7, 0.8, 0.9)


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    add_items(parser)
    parser.add_argument("--length", type=count, required=True, metavar="N", help="how many items the other form has")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    found = cronbach_alpha(read_items(table, asked), asked.items)
    factor = asked.length / len(asked.items)
    return {
        "n": found.n,
        "alpha": found.alpha,
        "factor": factor,
        "forecast": spearman_brown(found.alpha, factor),
        "items_for": {f"{aim:g}": items_for(found.alpha, len(asked.items), aim) for aim in AIMS},
    }
