"""Cronbach's alpha of some items, raw, standardised and without each item, with Guttman's lambda 6."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.items import add_items, read_items
from alliantie.cli.stats.table import Table
from alliantie.statistics.reliability import cronbach_alpha

ESTIMATOR = "pairwise covariances (n-1)"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    add_items(parser)


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    found = cronbach_alpha(read_items(table, asked), asked.items)
    turned = [name for name, r in zip(asked.items, found.against_the_rest, strict=True) if r is not None and r < 0]
    return {
        "n": found.n,
        "alpha": found.alpha,
        "alpha_standardised": found.alpha_standardised,
        "lambda6": found.lambda6,
        "average_r": found.average_r,
        "if_dropped": dict(zip(asked.items, found.if_dropped, strict=True)),
        "notes": [f"{name} goes against the other items; was it to be reversed?" for name in turned],
    }
