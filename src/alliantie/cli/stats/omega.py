"""McDonald's omega of some items under one factor, with the loadings."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.items import add_items, read_items
from alliantie.cli.stats.table import Table
from alliantie.statistics.omega import mcdonald_omega

ESTIMATOR = "maximum likelihood, one factor with variance 1, covariances divided by n, complete rows"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    add_items(parser)


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    found = mcdonald_omega(read_items(table, asked), asked.items)
    return {
        "n": found.n,
        "omega": found.omega,
        "loadings": dict(zip(asked.items, found.loadings, strict=True)),
        "loadings_standardised": dict(zip(asked.items, found.standardised, strict=True)),
    }
