"""Means of groups, or estimates with their errors, drawn towards each other as far as they are uncertain."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

import numpy as np

from alliantie.cli.stats.table import Table, WrongUse
from alliantie.statistics.shrinkage import shrink_estimates, shrink_groups

ESTIMATOR = "REML"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--outcome", metavar="COLUMN", help="the scores, with --group")
    parser.add_argument("--group", metavar="COLUMN", help="the group of each score")
    parser.add_argument("--estimates", metavar="COLUMN", help="in their place: an estimate a row, with --se")
    parser.add_argument("--se", metavar="COLUMN", help="the standard error of each estimate")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    by_group = asked.outcome is not None and asked.group is not None and asked.estimates is None and asked.se is None
    by_error = asked.estimates is not None and asked.se is not None and asked.outcome is None and asked.group is None
    if by_group:
        return _groups(table, asked)
    if by_error:
        return _estimates(table, asked)
    raise WrongUse("give --outcome and --group, or --estimates and --se")


def _groups(table: Table, asked: Namespace) -> dict[str, Any]:
    words, outcome = table.words(asked.group), table.numbers([asked.outcome])[:, 0]
    # A row without a group belongs to none of them; a group without a score is none.
    outcome[[word is None for word in words]] = np.nan
    used = [word for word, score in zip(words, outcome, strict=True) if not np.isnan(score)]
    place = {word: at for at, word in enumerate(dict.fromkeys(used))}
    found = shrink_groups(outcome, np.array([place.get(word, 0) for word in words], dtype=float))
    named = dict(zip(place, found.effects, strict=True))
    return {
        "n": found.n,
        "groups": len(place),
        "mean": found.mean,
        "se": found.se,
        "between": found.between,
        "within": found.within,
        "effects": named,
        "effects_se": dict(zip(place, found.errors, strict=True)),
        "means": {name: found.mean + effect for name, effect in named.items()},
        "sizes": dict(zip(place, found.sizes, strict=True)),
        "notes": _notes(found.between),
    }


def _estimates(table: Table, asked: Namespace) -> dict[str, Any]:
    found = shrink_estimates(*table.numbers([asked.estimates, asked.se]).T)
    return {
        "n": found.n,
        "tau2": found.tau2,
        "pooled": found.pooled,
        "se": found.se,
        "shrunken": found.shrunken,
        "shrunken_se": found.errors,
        "notes": _notes(found.tau2),
    }


def _notes(between: float) -> list[str]:
    return [] if between > 0 else ["the estimated variance between groups is 0: chance explains all differences"]
