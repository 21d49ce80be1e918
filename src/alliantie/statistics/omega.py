"""McDonald's omega: the share of one common factor in the differences between sum scores."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize

from alliantie.statistics.arrays import Numbers, complete_rows, need_rows, need_variance
from alliantie.statistics.refusals import Refused

# An item with less variance of its own than this is the factor itself: the solution lies outside what can be.
_LEAST_UNIQUE = 1e-4


@dataclass(frozen=True, slots=True)
class Omega:
    """Reliability by one factor; see `mcdonald_omega`.

    `loadings` are in the units of the items, for a factor with variance 1; `standardised` are correlations.
    """

    n: int
    omega: float
    loadings: tuple[float, ...]
    standardised: tuple[float, ...]


def mcdonald_omega(items: Numbers, names: Sequence[str] | None = None) -> Omega:
    """McDonald's omega of items (people by items, NaN missing) under one factor.

    Definition: omega = (sum of loadings)² / ((sum of loadings)² + sum of unique variances), unstandardised, since it
    speaks of the sum of the items as they are scored.
    Estimator: maximum likelihood on the covariances divided by n, over the people who answered every item.
    Reference: McDonald 1999; loadings as lavaan with std.lv, omega as semTools.
    Assumes: one factor, errors that have nothing in common.
    Limits: not a test of one factor; the `cfa` method has that.
    Units: none; loadings in those of the items.

    Raises Refused: fewer than three items, no more people than items, an item that does not vary, items of which one
    is the sum of others, no convergence, or an item without variance of its own (Heywood).
    """
    if items.shape[1] < 3:
        raise Refused("one factor needs at least three items")
    known = complete_rows(items)
    need_rows(len(known), items.shape[1] + 1, "rows without a missing answer")
    need_variance(known, names)
    spread = known.std(axis=0)
    standard = (known - known.mean(axis=0)) / spread
    correlations = standard.T @ standard / len(known)
    if np.linalg.eigvalsh(correlations)[0] < 1e-10:
        raise Refused("the correlations are not positive definite: an item follows from the others")
    standardised = _one_factor(correlations, names)
    loadings = standardised * spread
    unique = spread**2 - loadings**2
    common = float(loadings.sum()) ** 2
    return Omega(
        n=len(known),
        omega=common / (common + float(unique.sum())),
        loadings=tuple(map(float, loadings)),
        standardised=tuple(map(float, standardised)),
    )


def _one_factor(correlations: Numbers, names: Sequence[str] | None) -> Numbers:
    """The loadings that fit best, their sum positive."""

    def fit(logs: Numbers) -> tuple[float, Numbers]:
        # Given the unique variances the best loadings are known (Joreskog 1967); only the former are searched.
        values, _, gradient = _given(correlations, np.exp(logs))
        return float(np.sum(values[:-1] - np.log(values[:-1]) - 1)), gradient

    start = np.log(np.clip((1 - 0.5 / len(correlations)) / np.diag(np.linalg.inv(correlations)), 0.01, 0.99))
    lowest = np.log(_LEAST_UNIQUE)
    near = optimize.minimize(fit, start, jac=True, method="L-BFGS-B", bounds=[(lowest, 0.0)] * len(start))
    for place in np.flatnonzero(near.x <= lowest + 1e-6):
        name = names[int(place)] if names else f"item {place + 1}"
        raise Refused(f"{name} has no variance of its own left beside the factor")
    # The search ends near the top; where the gradient is zero is known much more exactly.
    exact = optimize.least_squares(
        lambda logs: _given(correlations, np.exp(logs))[2],
        near.x,
        bounds=(lowest - 1, 1.0),
        **dict.fromkeys(("xtol", "ftol", "gtol"), 1e-15),
    )
    if np.max(np.abs(exact.fun)) > 1e-9 or np.max(np.abs(exact.x - near.x)) > 0.1:
        raise Refused("the factor did not converge")
    _, loadings, _ = _given(correlations, np.exp(exact.x))
    return loadings if loadings.sum() >= 0 else -loadings


def _given(correlations: Numbers, unique: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Eigenvalues, best loadings, and the gradient by the logarithms of the unique variances."""
    scale = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlations / np.outer(scale, scale))
    loadings = scale * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0))
    gradient = (loadings**2 + unique - np.diag(correlations)) / unique
    return values, loadings, gradient
