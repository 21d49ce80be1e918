"""Intraclass correlations of ratings: rows are targets, columns raters."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.options import columns, share
from alliantie.cli.stats.table import Table, WrongUse
from alliantie.statistics.icc import intraclass

ESTIMATOR = "analysis of variance, complete rows"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--columns", type=columns, metavar="A,B", help="the columns of the raters; else all")
    parser.add_argument("--level", type=share, default=0.95, metavar="X", help="of the intervals (0.95)")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    if not asked.columns and "" in table.header:
        raise WrongUse(f"{table.name}: a column has no name, such as row numbers have; name the raters with --columns")
    found = intraclass(table.numbers(asked.columns or table.header), asked.level)
    forms = [f"ICC{form}_{raters}" for raters in ("1", "k") for form in (1, 2, 3)]
    intervals = (*found.single_interval, *found.average_interval)
    return {
        "n": found.n,
        "raters": found.raters,
        **dict(zip(forms, (*found.single, *found.average), strict=True)),
        "intervals": dict(zip(forms, intervals, strict=True)),
        "mean_squares": found.mean_squares,
    }
