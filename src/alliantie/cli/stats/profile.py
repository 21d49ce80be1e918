"""Two profiles over the same items side by side: likeness, elevation, scatter and shape."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.table import Table
from alliantie.statistics.agreement import profiles

ESTIMATOR = "moments over the items, SD with n; items answered by both"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--client", required=True, metavar="COLUMN", help="the client's answers, a row an item")
    parser.add_argument("--professional", required=True, metavar="COLUMN", help="the professional's answers")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    found = profiles(*table.numbers([asked.client, asked.professional]).T)
    roles = ("client", "professional")
    flat = [role for role, scatter in zip(roles, found.scatter, strict=True) if not scatter]
    return {
        "n": found.n,
        "double_entry": found.double_entry,
        "shape": found.shape,
        "elevation": dict(zip(roles, found.elevation, strict=True)),
        "scatter": dict(zip(roles, found.scatter, strict=True)),
        "distance": found.distance,
        "notes": [f"the {role} gave all items the same answer: there is no shape to compare" for role in flat],
    }
