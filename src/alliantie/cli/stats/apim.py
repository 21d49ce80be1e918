"""The actor-partner model: what one's own score and the other's say about an outcome, in pairs."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any

from alliantie.cli.stats.table import Table
from alliantie.statistics.dyads import Effects, alike, by_role, paired

ESTIMATOR = "REML, errors of a pair correlated, one variance"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--dyad", required=True, metavar="COLUMN", help="whose rows belong together, two a pair")
    parser.add_argument("--outcome", required=True, metavar="COLUMN", help="what is to be explained")
    parser.add_argument("--predictor", required=True, metavar="COLUMN", help="what explains it")
    parser.add_argument("--role", metavar="COLUMN", help="tells the two of a pair apart: two roles")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table."""
    dyads = table.words(asked.dyad)
    scores = table.numbers([asked.outcome, asked.predictor])
    roles = table.words(asked.role) if asked.role else None
    kept = [row for row, dyad in enumerate(dyads) if dyad and (roles is None or roles[row])]
    pairs = paired(
        [str(dyads[row]) for row in kept],
        scores[kept, 0],
        scores[kept, 1],
        None if roles is None else [str(roles[row]) for row in kept],
    )
    found = (by_role if roles else alike)(pairs.outcome, pairs.predictor)
    used = 2 * found.pairs - found.halves
    left_out = table.rows - 2 * found.pairs
    notes = []
    if found.halves:
        notes.append(f"{found.halves} pairs count with one outcome, since the other is missing")
    if left_out:
        notes.append(f"{left_out} rows of pairs with something missing were left out")
    return {
        "n": used,
        **({"estimator": "REML, errors of a pair correlated, a variance per role"} if roles else {}),
        "pairs": found.pairs,
        **_effects(found.effects, pairs.roles),
        "rho": found.rho,
        "sigma": dict(zip(pairs.roles, found.sigmas, strict=True)) if roles else found.sigmas[0],
        "loglik": found.loglik,
        "se": _effects(found.errors, pairs.roles),
        "notes": notes,
    }


def _effects(each: tuple[Effects, ...], roles: tuple[str, ...]) -> dict[str, Any]:
    """The three coefficients by name, for two roles by role within the name."""
    if not roles:
        return vars(each[0])
    return {name: {role: getattr(one, name) for role, one in zip(roles, each, strict=True)} for name in vars(each[0])}
