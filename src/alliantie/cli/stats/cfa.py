"""Confirmatory factor analysis by maximum likelihood, and with groups the ladder of invariance."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import Any

import numpy as np

from alliantie.cli.stats.table import Table
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.factors.fit import Cfa, Estimates, confirm
from alliantie.statistics.factors.invariance import Ladder, ladder
from alliantie.statistics.factors.model import Model, parse

ESTIMATOR = "maximum likelihood, covariances divided by n"


def arguments(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--model", type=_model, required=True, metavar="MODEL", help='factors with their items: "f1=a,b,c; f2=d,e,f"'
    )
    parser.add_argument("--group", metavar="COLUMN", help="compare these groups: the ladder of invariance")


def run(table: Table, asked: Namespace) -> dict[str, Any]:
    """Answer for a table. With groups, what is said of one group is about all rows with a group together."""
    model: Model = asked.model
    rows = table.numbers(model.items)
    if not asked.group:
        return _whole(model, confirm(model, rows))
    labels = table.words(asked.group)
    kept = [row for row, label in enumerate(labels) if label]
    names, place = np.unique(np.array([labels[row] for row in kept], dtype=str), return_inverse=True)
    apart = {str(name): rows[kept][place == each] for each, name in enumerate(names)}
    compared = ladder(model, apart)
    whole = _whole(model, confirm(model, rows[kept]))
    return whole | _compared(model, compared) | {"notes": [*whole["notes"], *compared.problems]}


def _model(text: str) -> Model:
    try:
        return parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _whole(model: Model, found: Cfa) -> dict[str, Any]:
    fit = found.measures
    return {
        "n": found.rows,
        "chi2": fit.chi2,
        "df": fit.df,
        "p": fit.p,
        "cfi": fit.cfi,
        "tli": fit.tli,
        "rmsea": fit.rmsea,
        "rmsea_ci": fit.rmsea_interval,
        "srmr": fit.srmr,
        "loglik": fit.loglik,
        "aic": fit.aic,
        "bic": fit.bic,
        **_estimates(model, found.estimates),
        "standardised": _by_factor(model, found.standardised.loadings),
        "factor_correlations": _square(model, found.standardised.factors),
        "omega": dict(zip(model.names, found.omega, strict=True)),
        "se": _estimates(model, found.errors),
        "notes": list(found.problems),
    }


def _compared(model: Model, found: Ladder) -> dict[str, Any]:
    return {
        "invariance": dict(found.steps),
        "verdict": found.verdict,
        "groups": {
            name: {
                "n": each.rows,
                **_estimates(model, each.estimates),
                "omega": dict(zip(model.names, each.omega, strict=True)),
            }
            for name, each in found.groups.items()
        },
    }


def _estimates(model: Model, each: Estimates) -> dict[str, Any]:
    return {
        "loadings": _by_factor(model, each.loadings),
        "residual_variances": dict(zip(model.items, each.residuals, strict=True)),
        "factor_covariances": _square(model, each.factors),
    }


def _by_factor(model: Model, values: Numbers) -> dict[str, dict[str, float]]:
    of = dict(zip(model.items, values.tolist(), strict=True))
    return {factor: {item: of[item] for item in items} for factor, items in model.factors}


def _square(model: Model, values: Numbers) -> dict[str, dict[str, float]]:
    return {
        name: dict(zip(model.names, row, strict=True)) for name, row in zip(model.names, values.tolist(), strict=True)
    }
