"""A factor model in several groups as numbers: which are free, which are equal, and what they say of means and
covariances.

In each group: covariances = L P L' + T and means = v + L a, where L has the loading of each item on its factor, P the
covariances of the factors, T the residual variances, v the intercepts and a the means of the factors. The values of
one group stand in one row: loadings, the lower triangle of P by rows, residual variances, intercepts, means of
factors.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.factors.moments import Moments

Places = NDArray[np.intp]
FIXED = -1


@dataclass(frozen=True)
class Shape:
    """How the values of a group are laid out, for items that belong to the factors `factor_of`."""

    factor_of: tuple[int, ...]

    @property
    def items(self) -> int:
        """How many items there are."""
        return len(self.factor_of)

    @property
    def factors(self) -> int:
        """How many factors there are."""
        return max(self.factor_of) + 1

    @property
    def triangle(self) -> tuple[Places, Places]:
        """Rows and columns of the lower triangle of the covariances of the factors."""
        rows, columns = np.tril_indices(self.factors)
        return rows, columns

    @property
    def parts(self) -> tuple[slice, slice, slice, slice, slice]:
        """Where loadings, factor covariances, residual variances, intercepts and factor means stand."""
        items, factors = self.items, self.factors
        ends = np.cumsum([0, items, factors * (factors + 1) // 2, items, items, factors]).tolist()
        slices = [slice(begin, end) for begin, end in pairwise(ends)]
        return slices[0], slices[1], slices[2], slices[3], slices[4]

    @property
    def size(self) -> int:
        """How many values a group has."""
        return 3 * self.items + self.factors * (self.factors + 3) // 2

    def factor_covariances(self, values: Numbers) -> Numbers:
        """The covariances of the factors (factors, factors) in the values of a group."""
        rows, columns = self.triangle
        full = np.zeros((self.factors, self.factors))
        full[rows, columns] = full[columns, rows] = values[self.parts[1]]
        return full

    def loading_matrix(self, values: Numbers) -> Numbers:
        """The loadings (items, factors) in the values of a group."""
        full = np.zeros((self.items, self.factors))
        full[np.arange(self.items), self.factor_of] = values[self.parts[0]]
        return full


@dataclass(frozen=True)
class Structure:
    """For each group (a row) and value: the place of its parameter, or FIXED with the number in `fixed`."""

    shape: Shape
    places: Places
    fixed: Numbers

    @property
    def parameters(self) -> int:
        """How many free parameters there are."""
        return int(self.places.max()) + 1

    def values(self, parameters: Numbers) -> Numbers:
        """The values of all groups (groups, size) at these parameters."""
        return np.where(self.places == FIXED, self.fixed, parameters[np.maximum(self.places, 0)])

    def gather(self, values: Numbers) -> Numbers:
        """The parameters that go with values of all groups; of equal ones the mean."""
        free = self.places != FIXED
        counts = np.bincount(self.places[free], minlength=self.parameters)
        return np.bincount(self.places[free], values[free], minlength=self.parameters) / counts


@dataclass(frozen=True)
class Local:
    """The misfit of one group at its values, with gradient and expected second derivatives to all of them."""

    misfit: float
    gradient: Numbers
    curvature: Numbers


def misfit(shape: Shape, values: Numbers, seen: Moments, log_determinant: float) -> float | None:
    """log|Σ| + tr(SΣ⁻¹) - log|S| - items + (m-μ)'Σ⁻¹(m-μ); None where Σ is not positive definite."""
    implied, off = _implied(shape, values, seen)
    try:
        root = np.linalg.cholesky(implied)
    except np.linalg.LinAlgError:
        return None
    inverse = np.linalg.inv(root)
    scaled = inverse @ seen.covariances @ inverse.T
    distance = float(np.sum((inverse @ off) ** 2))
    size = 2 * float(np.log(np.diag(root)).sum())
    return size - log_determinant + float(np.trace(scaled)) - shape.items + distance


def derive(shape: Shape, values: Numbers, seen: Moments, log_determinant: float) -> Local:
    """The misfit with its derivatives, at values where Σ is positive definite."""
    implied, off = _implied(shape, values, seen)
    inverse_root = np.linalg.inv(np.linalg.cholesky(implied))
    of_covariances, of_means = _derivatives(shape, values)
    # In the units in which Σ is the identity, derivatives are compared by plain sums.
    spread = inverse_root @ of_covariances @ inverse_root.T
    means = of_means @ inverse_root.T
    away = inverse_root @ off
    scaled = inverse_root @ seen.covariances @ inverse_root.T
    excess = np.eye(shape.items) - scaled - np.outer(away, away)
    flat = spread.reshape(shape.size, -1)
    gradient = flat @ excess.ravel() - 2 * means @ away
    curvature = flat @ flat.T + 2 * means @ means.T
    size = -2 * float(np.log(np.diag(inverse_root)).sum())
    value = size - log_determinant + float(np.trace(scaled)) - shape.items + float(away @ away)
    return Local(value, gradient, curvature)


def implied_covariances(shape: Shape, values: Numbers) -> Numbers:
    """The covariances of the items that the values of a group say there are."""
    loadings = shape.loading_matrix(values)
    return loadings @ shape.factor_covariances(values) @ loadings.T + np.diag(values[shape.parts[2]])


def _implied(shape: Shape, values: Numbers, seen: Moments) -> tuple[Numbers, Numbers]:
    means = values[shape.parts[3]] + shape.loading_matrix(values) @ values[shape.parts[4]]
    return implied_covariances(shape, values), seen.means - means


def _derivatives(shape: Shape, values: Numbers) -> tuple[Numbers, Numbers]:
    """Of covariances (size, items, items) and means (size, items) to each value of a group."""
    loading, triangle, residual, intercept, mean = shape.parts
    items, factor_of = np.arange(shape.items), np.array(shape.factor_of)
    loadings, factors = shape.loading_matrix(values), shape.factor_covariances(values)
    covariances = np.zeros((shape.size, shape.items, shape.items))
    means = np.zeros((shape.size, shape.items))
    reach = (loadings @ factors)[:, factor_of].T
    covariances[loading][items, items, :] += reach
    covariances[loading][items, :, items] += reach
    means[loading][items, items] = values[mean][factor_of]
    rows, columns = shape.triangle
    first, second = loadings.T[rows], loadings.T[columns]
    cross = first[:, :, None] * second[:, None, :]
    off_diagonal = (rows != columns)[:, None, None]
    covariances[triangle] = cross + np.where(off_diagonal, cross.transpose(0, 2, 1), 0.0)
    covariances[residual][items, items, items] = 1.0
    means[intercept] = np.eye(shape.items)
    means[mean] = loadings.T
    return covariances, means
