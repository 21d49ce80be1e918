"""Exact limits of a funnel around a target share, at 95 and 99.8 %."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.options import share
from alliantie.cli.stats.table import Table
from alliantie.statistics.funnel import Limits, exact_limits, overdispersion

ESTIMATOR = "exact binomial, interpolated (Spiegelhalter 2005)"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--target", required=True, type=share, metavar="P", help="the share to compare with")
    parser.add_argument("--n", required=True, metavar="COLUMN", help="the size of each unit")
    parser.add_argument("--count", metavar="COLUMN", help="how many of them; adds the overdispersion")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    sizes = table.numbers([asked.n])[:, 0]
    answer: dict[str, Any] = {"n": sizes.size, "limits": _by_level(exact_limits(sizes, asked.target))}
    if asked.count is not None:
        found = overdispersion(table.numbers([asked.count])[:, 0], sizes, asked.target)
        answer["overdispersion"] = {
            "phi": found.phi,
            "tau2": found.tau2,
            "z": found.z,
            "limits": _by_level(found.limits),
        }
    return answer


def _by_level(limits: tuple[Limits, ...]) -> dict[str, Any]:
    return {f"{100 * each.level:g}": {"lower": each.lower, "upper": each.upper} for each in limits}
