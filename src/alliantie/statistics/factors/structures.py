"""The structures that are fitted: one group, and groups with more and more in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.factors.moments import Moments
from alliantie.statistics.factors.structure import FIXED, Places, Shape, Structure


def with_unit_factors(shape: Shape, seen: Sequence[Moments], equal: frozenset[str] = frozenset()) -> Structure:
    """Factors with variance 1; what is `equal` in all groups: some of loadings, intercepts, residuals.

    With equal loadings the variance is 1 in the first group alone; with equal intercepts the factors have mean 0 in the
    first group alone, and else the means of the items are as they were seen.
    """
    places = np.full((len(seen), shape.size), FIXED, dtype=np.intp)
    fixed = np.zeros((len(seen), shape.size))
    loading, triangle, residual, intercept, mean = shape.parts
    rows, columns = shape.triangle
    counter = 0

    def free(part: Places) -> None:
        nonlocal counter
        part[:] = np.arange(counter, counter + len(part))
        counter += len(part)

    for group, each in enumerate(seen):
        mine = places[group]
        for part, name in ((loading, "loadings"), (residual, "residuals"), (intercept, "intercepts")):
            if group and name in equal:
                mine[part] = places[0, part]
            elif name != "intercepts" or name in equal:
                free(mine[part])
        free(mine[triangle])
        if group and "intercepts" in equal:
            free(mine[mean])
        if not (group and "loadings" in equal):
            # Take the variances of the factors out again; numbers are closed up below.
            mine[triangle][rows == columns] = FIXED
            fixed[group, triangle] = rows == columns
        if "intercepts" not in equal:
            fixed[group, intercept] = each.means
    return Structure(shape, _closed_up(places), fixed)


def with_markers(shape: Shape, seen: Moments, markers: Sequence[int]) -> Structure:
    """One group; the loading of each factor's marker is 1 and the factors' variances are free."""
    places = np.full((1, shape.size), FIXED, dtype=np.intp)
    fixed = np.zeros((1, shape.size))
    loading, triangle, residual, intercept, _ = shape.parts
    for part in (loading, triangle, residual):
        places[0, part] = np.arange(part.start, part.stop)
    places[0, loading][list(markers)] = FIXED
    fixed[0, loading][list(markers)] = 1
    fixed[0, intercept] = seen.means
    return Structure(shape, _closed_up(places), fixed)


def _closed_up(places: Places) -> Places:
    """The same parameters, numbered without gaps."""
    found, numbers = np.unique(places, return_inverse=True)
    closed: Places = (numbers.reshape(places.shape) - int(found[0] == FIXED)).astype(np.intp)
    return closed


def first_guess(shape: Shape, seen: Moments) -> Numbers:
    """Values (size,) near the best for one group: each factor from the principal component of its own items."""
    deviations = np.sqrt(np.diag(seen.covariances))
    correlations = seen.covariances / np.outer(deviations, deviations)
    factor_of = np.array(shape.factor_of)
    ways = np.zeros((shape.items, shape.factors))
    lengths = np.zeros(shape.factors)
    for factor in range(shape.factors):
        mine = np.flatnonzero(factor_of == factor)
        sizes, vectors = np.linalg.eigh(correlations[np.ix_(mine, mine)])
        # What the first component has more than the others is the factor; the rest is noise in all alike.
        common = max(sizes[-1] - sizes[:-1].mean(), 0.1 * sizes[-1])
        ways[mine, factor], lengths[factor] = vectors[:, -1], np.sqrt(common)
    loadings = np.clip((ways * lengths).sum(axis=1), -0.95, 0.95)
    factors = np.clip(ways.T @ correlations @ ways / np.outer(lengths, lengths), -0.9, 0.9)
    np.fill_diagonal(factors, 1)
    while np.linalg.eigvalsh(factors)[0] < 0.05:
        factors = 0.8 * factors + 0.2 * np.eye(shape.factors)
    values = np.zeros(shape.size)
    loading, triangle, residual, intercept, _ = shape.parts
    values[loading] = loadings * deviations
    values[triangle] = factors[shape.triangle]
    values[residual] = (1 - loadings**2) * deviations**2
    values[intercept] = seen.means
    return values


def turned(shape: Shape, values: Numbers, sizes: Numbers) -> Numbers:
    """The same model (size,) with each factor `sizes` (factors,) times as large; a negative size turns it round."""
    loading, triangle, _, _, mean = shape.parts
    rows, columns = shape.triangle
    out = values.copy()
    out[loading] = values[loading] / sizes[list(shape.factor_of)]
    out[triangle] = values[triangle] * sizes[rows] * sizes[columns]
    out[mean] = values[mean] * sizes
    return out
