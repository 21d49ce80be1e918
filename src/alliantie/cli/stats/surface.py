"""Response surface analysis: how an outcome goes with agreement and disagreement of two scores."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.options import number
from alliantie.cli.stats.table import Table
from alliantie.statistics.surface import response_surface

ESTIMATOR = "least squares"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--outcome", required=True, metavar="COLUMN", help="what is to be explained")
    parser.add_argument("--x", required=True, metavar="COLUMN", help="the first score")
    parser.add_argument("--y", required=True, metavar="COLUMN", help="the second score, on the same scale")
    parser.add_argument(
        "--middle", type=number, default=0.0, metavar="X", help="the middle of that scale, taken off both (else 0)"
    )


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    scores = table.numbers([asked.outcome, asked.x, asked.y])
    found = response_surface(scores[:, 0], scores[:, 1], scores[:, 2], asked.middle)
    sums = [f"a{place}" for place in range(1, len(found.a) + 1)]
    coefficients = [f"b{place}" for place in range(6)]
    return {
        "n": found.rows,
        "b": dict(zip(coefficients, found.b, strict=True)),
        "a": dict(zip(sums, found.a, strict=True)),
        "se": dict(zip(coefficients + sums, [*found.b_errors, *found.a_errors], strict=True)),
        "p": dict(zip(sums, found.p, strict=True)),
        "r_squared": found.r_squared,
    }
