"""The growth model of two levels: a line over time for each group around a common one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

import numpy as np

from alliantie.cli.stats.table import Table
from alliantie.statistics import growth, growth_levels

ESTIMATOR = "REML"
LINE = ("intercept", "slope")
EDGE = "a fit at the edge: there is too little information on how much the {} differ"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--outcome", required=True, metavar="COLUMN", help="what was measured over and over")
    parser.add_argument("--time", required=True, metavar="COLUMN", help="when")
    parser.add_argument("--group", required=True, metavar="COLUMN", help="of whom")
    parser.add_argument("--within", metavar="COLUMN", help="who has several groups: a third level")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    if asked.within:
        return _levels(table, asked)
    groups = table.words(asked.group)
    kept = np.array([place for place, group in enumerate(groups) if group is not None], dtype=np.intp)
    scores = table.numbers([asked.outcome, asked.time])[kept]
    found = growth.growth(scores[:, 0], scores[:, 1], [groups[place] or "" for place in kept])
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
        "notes": [EDGE.format("groups")] if found.singular else [],
    }


def _levels(table: Table, asked: Namespace) -> dict[str, Any]:
    """The same keys for the groups, and under `within` those of who has them."""
    groups, clusters = table.words(asked.group), table.words(asked.within)
    kept = np.array([at for at, pair in enumerate(zip(groups, clusters, strict=True)) if all(pair)], dtype=np.intp)
    scores = table.numbers([asked.outcome, asked.time])[kept]
    found = growth_levels.growth_of_levels(
        scores[:, 0], scores[:, 1], [groups[at] or "" for at in kept], [clusters[at] or "" for at in kept]
    )
    levels = {"groups": found.groups, "clusters": found.clusters}
    own = _level(found.groups)
    return {
        "n": found.rows,
        "groups": len(found.groups.names),
        "clusters": len(found.clusters.names),
        "fixed": dict(zip(LINE, found.fixed, strict=True)),
        "se": dict(zip(LINE, found.errors, strict=True)),
        **own,
        "sd": {**own["sd"], "residual": found.residual},
        "reml_criterion": found.criterion,
        "within": _level(found.clusters),
        "notes": [EDGE.format(name) for name, level in levels.items() if level.singular],
    }


def _level(level: growth_levels.Level) -> dict[str, Any]:
    return {
        "sd": dict(zip(LINE, level.spread, strict=True)),
        "correlation": level.correlation,
        "singular": level.singular,
        "random": {
            name: dict(zip(LINE, line, strict=True)) for name, line in zip(level.names, level.random, strict=True)
        },
    }
