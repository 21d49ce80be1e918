"""The truth-and-bias model: how judgments follow a truth, and how far they lie from it on average."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

import numpy as np

from alliantie.cli.stats.table import Table
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.bias import truth_and_bias

ESTIMATOR = "least squares, both centred on the mean of the truth"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--truth", required=True, metavar="COLUMN", help="what was so")
    parser.add_argument("--judgment", required=True, metavar="COLUMN", help="what was thought of it")
    parser.add_argument("--group", metavar="COLUMN", help="whose rows belong together, such as a pair with its rounds")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    scores = table.numbers([asked.truth, asked.judgment])
    if asked.group:
        return _levels(scores, table.words(asked.group))
    found = truth_and_bias(scores[:, 0], scores[:, 1])
    return {
        "n": found.rows,
        "b0": found.b0,
        "b1": found.b1,
        "sigma": found.sigma,
        "se": {"b0": found.b0_error, "b1": found.b1_error},
    }


def _levels(scores: Numbers, groups: list[str | None]) -> dict[str, Any]:
    """Of rows in groups: what differs between groups apart from the error of one row."""
    # Searched for, which the model of one level does without.
    from alliantie.statistics.bias_levels import truth_and_bias_of_levels

    kept = np.array([place for place, group in enumerate(groups) if group is not None], dtype=np.intp)
    found = truth_and_bias_of_levels(scores[kept, 0], scores[kept, 1], [groups[place] or "" for place in kept])
    names = ("b0", "b1")
    return {
        "n": found.rows,
        "estimator": "REML, both centred on the mean of the truth of each group",
        "groups": len(found.groups),
        **dict(zip(names, found.fixed, strict=True)),
        "se": dict(zip(names, found.errors, strict=True)),
        "sd": dict(zip(names, found.spread, strict=True)),
        "correlation": found.correlation,
        "sigma": found.residual,
        "singular": found.singular,
        "random": {
            name: dict(zip(names, each, strict=True)) for name, each in zip(found.groups, found.random, strict=True)
        },
        "notes": ["a fit at the edge: there is too little information on how much the groups differ"]
        if found.singular
        else [],
    }
