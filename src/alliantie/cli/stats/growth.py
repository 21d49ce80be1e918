"""The growth model of two levels: a line over time for each group around a common one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

import numpy as np

from alliantie.cli.stats.table import Table
from alliantie.statistics import growth

ESTIMATOR = "REML"
LINE = ("intercept", "slope")


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--outcome", required=True, metavar="COLUMN", help="what was measured over and over")
    parser.add_argument("--time", required=True, metavar="COLUMN", help="when")
    parser.add_argument("--group", required=True, metavar="COLUMN", help="of whom")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    groups = table.words(asked.group)
    kept = np.array([place for place, group in enumerate(groups) if group is not None], dtype=np.intp)
    scores = table.numbers([asked.outcome, asked.time])[kept]
    found = growth.growth(scores[:, 0], scores[:, 1], [groups[place] or "" for place in kept])
    edge = "a fit at the edge: there is too little information on how much the groups differ"
    return {
        "n": found.rows,
        "groups": len(found.groups),
        "fixed": dict(zip(LINE, found.fixed, strict=True)),
        "se": dict(zip(LINE, found.errors, strict=True)),
        "sd": {**dict(zip(LINE, found.spread, strict=True)), "residual": found.residual},
        "correlation": found.correlation,
        "reml_criterion": found.criterion,
        "singular": found.singular,
        "random": {
            group: dict(zip(LINE, line, strict=True)) for group, line in zip(found.groups, found.random, strict=True)
        },
        "notes": [edge] if found.singular else [],
    }
