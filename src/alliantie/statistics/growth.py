"""The two-level growth model: a straight line over time for each group, around a common line.

Definition. y = (b0 + u0) + (b1 + u1) t + e, where e is normal with standard deviation `residual`, and (u0, u1) of
each group is normal around zero with their own standard deviations and correlation. A group is whoever is measured
over and over: a pair, a client.

Estimator. Restricted maximum likelihood (REML). The data come in through each group's own least-squares line and the
residuals around it, which say all; the restricted likelihood is profiled over the residual variance and the common
line, and maximised over the covariance of the lines by its gradient, with Newton steps at the end, from several
starts. The criterion is -2 times the restricted log-likelihood, as lme4 prints it. `random` are the conditional means
of (u0, u1), as lme4::ranef.

Reference. Laird & Ware, Biometrics 38 (1982) 963-974; Bates e.a., Journal of Statistical Software 67 (2015), 1.
Agrees with lme4::lmer(y ~ t + (t | g)).

Assumptions. Groups are independent, lines are straight, errors within a group are independent with one variance,
missing rounds are missing at random given what was seen.

Limits. The spread and correlation of intercepts are those at t = 0. A fit at the edge (`singular`: no spread of lines
in some direction, so a standard deviation of 0 or a correlation of 1 or -1) is the maximum, but says only that there
is too little information on that spread; a correlation with a standard deviation of 0 is None.

Refuses: fewer than five groups, or no more rows than two per group; no variation in y, in t, or in t within any
group; an outcome that is an exact line in each group; a search that did not converge.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.refusals import Refused
from alliantie.statistics.search import lowest

FEWEST_GROUPS = 5
# Lower triangles of the covariance of the lines, relative to how far they lie apart with their errors.
STARTS = ((0.9, 0.0, 0.9), (0.3, 0.0, 0.3), (0.9, 0.0, 0.1))


@dataclass(frozen=True)
class Growth:
    """The common line (intercept, slope) with standard errors, the covariance of the lines, and each group's deviation.

    `covariance` (2, 2) is that of (u0, u1), `fixed_covariance` (2, 2) that of the estimate of `fixed`; `random` is
    (groups, 2).
    """

    fixed: tuple[float, float]
    errors: tuple[float, float]
    spread: tuple[float, float]
    residual: float
    correlation: float | None
    criterion: float
    singular: bool
    groups: tuple[str, ...]
    random: Numbers
    covariance: Numbers
    fixed_covariance: Numbers
    rows: int


def growth(outcome: Numbers, time: Numbers, groups: Sequence[str]) -> Growth:
    """Fit the model. All arguments: one entry a measurement; a row with a missing value is left out. Raises Refused."""
    names = np.asarray(groups, dtype=str)
    whole = ~(np.isnan(outcome) | np.isnan(time))
    found, group = np.unique(names[whole], return_inverse=True)
    lines = Lines.of(outcome[whole], time[whole], group, len(found))
    triangle = lowest(lines.along, STARTS)
    if triangle is None:
        raise Refused("the search for the covariance of the lines did not converge")
    covariance, singular = at_the_edge(root_of(triangle))
    fit = lines.at(covariance)
    back, variance = lines.back, fit.squares / lines.freedom
    fixed = back @ fit.line + lines.pooled
    fixed_covariance = variance * back @ np.linalg.inv(fit.information) @ back.T
    spread = variance * back @ covariance @ back.T
    intercept, slope = np.sqrt(np.maximum(np.diag(spread), 0))
    together = intercept * slope
    return Growth(
        fixed=(float(fixed[0]), float(fixed[1])),
        errors=(float(math.sqrt(fixed_covariance[0, 0])), float(math.sqrt(fixed_covariance[1, 1]))),
        spread=(float(intercept), float(slope)),
        residual=math.sqrt(variance),
        correlation=max(-1.0, min(1.0, float(spread[0, 1] / together))) if together > 0 else None,
        criterion=fit.deviance - 2 * math.log(abs(float(np.linalg.det(back)))),
        singular=singular,
        groups=tuple(str(name) for name in found),
        random=fit.pulls @ covariance @ back.T,
        covariance=spread,
        fixed_covariance=fixed_covariance,
        rows=len(group),
    )


@dataclass(frozen=True)
class _Fit:
    """What follows from one relative covariance of the lines."""

    deviance: float
    gradient: Numbers  # to the relative covariance
    line: Numbers
    information: Numbers  # of the line, times the residual variance
    squares: float
    pulls: Numbers  # how strongly each group draws at its own line


@dataclass(frozen=True)
class Lines:
    """What the model sees: cross-products of (1, t) and an own line for each group, and what lies around.

    A line is less that of all rows together (`pooled`), and in coordinates in which the lines of the groups lie about
    as far apart in all directions as their errors; `back` brings it to intercept at t = 0 and slope.
    """

    products: Numbers  # (groups, 2, 2)
    own: Numbers  # (groups, 2)
    around: float
    pooled: Numbers
    back: Numbers
    freedom: int

    @classmethod
    def of(cls, outcome: Numbers, time: Numbers, group: NDArray[np.intp], groups: int) -> Lines:
        """Sum rows by group. Raises Refused where they cannot carry the model."""
        rows = len(outcome)
        if groups < FEWEST_GROUPS:
            raise Refused(f"there are {groups} groups; at least {FEWEST_GROUPS} are needed")
        if rows <= 2 * groups:
            raise Refused(f"there are {rows} complete rows for {groups} groups; more than two a group are needed")
        if np.ptp(time) == 0 or np.ptp(outcome) == 0:
            raise Refused(
                "the time is the same in all rows" if np.ptp(time) == 0 else "the outcome is the same in all rows"
            )
        middle, unit = float(time.mean()), float(time.std())
        t = (time - middle) / unit
        mean = float(outcome.mean())
        slope = float(t @ (outcome - mean)) / float(t @ t)
        y = outcome - mean - slope * t

        def total(values: Numbers | None) -> Numbers:
            return np.bincount(group, values, minlength=groups).astype(np.float64)

        count = total(None)
        t_mean, y_mean = total(t) / count, total(y) / count
        t_off, y_off = t - t_mean[group], y - y_mean[group]
        t_spread = total(t_off**2)
        still = t_spread <= 1e-20
        if still.all():
            raise Refused("in each group the time is the same in all rows: there is no line to estimate")
        own_slope = np.where(still, 0.0, total(t_off * y_off) / np.where(still, 1.0, t_spread))
        around = float(np.sum((y_off - own_slope[group] * t_off) ** 2))
        if around <= 1e-20 * float(y @ y):
            raise Refused("the outcome lies exactly on a line in each group: there is no error to estimate")
        products = np.empty((groups, 2, 2))
        products[:, 0, 0] = count
        products[:, 0, 1] = products[:, 1, 0] = count * t_mean
        products[:, 1, 1] = t_spread + count * t_mean**2
        own = np.column_stack([y_mean - own_slope * t_mean, own_slope])
        apart = np.cov(own.T) * max(1, rows - 2 * groups) / around + np.linalg.inv(products.mean(axis=0))
        basis = np.linalg.cholesky(apart)
        to_time = np.array([[1.0, -middle / unit], [0.0, 1 / unit]])
        return cls(
            products=basis.T @ products @ basis,
            own=np.linalg.solve(basis, own.T).T,
            around=around,
            pooled=to_time @ np.array([mean, slope]),
            back=to_time @ basis,
            freedom=rows - 2,
        )

    def at(self, covariance: Numbers) -> _Fit:
        """The profiled restricted deviance at a relative covariance of the lines, with its gradient."""
        # Z'V⁻¹Z = (I + Z'Z D)⁻¹ Z'Z and |V| = |I + Z'Z D|: no subtraction, so it loses no digits.
        widened = self.products @ covariance
        widened[:, 0, 0] += 1
        widened[:, 1, 1] += 1
        size = widened[:, 0, 0] * widened[:, 1, 1] - widened[:, 0, 1] * widened[:, 1, 0]
        inverse = np.empty_like(widened)
        inverse[:, 0, 0], inverse[:, 1, 1] = widened[:, 1, 1], widened[:, 0, 0]
        inverse[:, 0, 1], inverse[:, 1, 0] = -widened[:, 0, 1], -widened[:, 1, 0]
        weights = (inverse / size[:, None, None]) @ self.products
        information = weights.sum(axis=0)
        line = np.linalg.solve(information, np.einsum("gij,gj->i", weights, self.own))
        off = self.own - line
        pulls = np.einsum("gij,gj->gi", weights, off)
        squares = self.around + float(np.sum(off * pulls))
        deviance = (
            float(np.log(size).sum())
            + float(np.linalg.slogdet(information)[1])
            + self.freedom * (1 + math.log(2 * math.pi * squares / self.freedom))
        )
        shared = np.einsum("gij,jk,gkl->il", weights, np.linalg.inv(information), weights, optimize=True)
        gradient = information - shared - self.freedom / squares * pulls.T @ pulls
        return _Fit(deviance, gradient, line, information, squares, pulls)

    def along(self, triangle: Numbers) -> tuple[float, Numbers]:
        """The deviance and its gradient in the lower triangle (l11, l21, l22) of the relative covariance."""
        root = root_of(triangle)
        fit = self.at(root @ root.T)
        slope = 2 * fit.gradient @ root
        return fit.deviance, np.array([slope[0, 0], slope[1, 0], slope[1, 1]])


def root_of(triangle: Numbers) -> Numbers:
    """The lower triangle (l11, l21, l22) as a matrix."""
    return np.array([[triangle[0], 0.0], [triangle[1], triangle[2]]])


def at_the_edge(root: Numbers) -> tuple[Numbers, bool]:
    """The relative covariance of a root, with what is zero but for rounding made zero, and whether it is singular."""
    sizes, ways = np.linalg.eigh(root @ root.T)
    # In a direction in which the lines differ, this is near 1.
    kept = np.where(sizes < 1e-8, 0.0, sizes)
    return (ways * kept) @ ways.T, bool((kept == 0).any())
