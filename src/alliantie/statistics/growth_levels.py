"""The three-level growth model: lines of groups (pairs), around the lines of those who have several (professionals).

Definition. y = (b0 + v0 + u0) + (b1 + v1) t + u1 t + e: (v0, v1) of each cluster and (u0, u1) of each group within it
are normal around zero, each with its own standard deviations and correlation; e is normal.

Estimator. Restricted maximum likelihood (REML). As in `growth` each group comes in through its own line and what lies
around it, and each cluster through the weighed lines of its groups; the restricted likelihood is profiled over the
residual variance and the common line and climbed by its exact gradient in the roots of both covariances.

Reference. Raudenbush & Bryk, Hierarchical linear models, 2002, chapter 8. Agrees with
lme4::lmer(y ~ t + (t | cluster) + (t | group)).

Assumptions. Those of `growth`; clusters are independent, each group belongs to one.

Limits. With few clusters the spread between them is hardly known, and a fit at the edge is common: the differences of
the clusters are then not told from chance. Never a ranking.

Refuses: what `growth` refuses; fewer than five clusters; clusters of one group each; a group in two clusters; a search
that did not converge.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.growth import Lines, at_the_edge, root_of
from alliantie.statistics.refusals import Refused
from alliantie.statistics.search import lowest

FEWEST_CLUSTERS = 5
STARTS = (
    (0.7, 0.0, 0.7, 0.7, 0.0, 0.7),
    (0.9, 0.0, 0.9, 0.2, 0.0, 0.2),
    (0.3, 0.0, 0.3, 0.7, 0.0, 0.3),
)


@dataclass(frozen=True)
class Level:
    """How lines differ at one level: standard deviations of intercept and slope, correlation, each one's deviation."""

    spread: tuple[float, float]
    correlation: float | None
    names: tuple[str, ...]
    random: Numbers
    singular: bool


@dataclass(frozen=True)
class Levels:
    """The common line (intercept, slope) with standard errors, groups and clusters around it, and the residual."""

    fixed: tuple[float, float]
    errors: tuple[float, float]
    residual: float
    criterion: float
    groups: Level
    clusters: Level
    rows: int


def growth_of_levels(outcome: Numbers, time: Numbers, groups: Sequence[str], clusters: Sequence[str]) -> Levels:
    """Fit the model. All arguments: one entry a measurement; a row with a missing value is left out. Raises Refused."""
    whole = ~(np.isnan(outcome) | np.isnan(time))
    names, first, group = np.unique(np.asarray(groups, dtype=str)[whole], return_index=True, return_inverse=True)
    over, place = np.unique(np.asarray(clusters, dtype=str)[whole], return_inverse=True)
    of = place[first]
    if (place != of[group]).any():
        raise Refused(f"group {names[group[place != of[group]][0]]} is in two clusters")
    if len(over) < FEWEST_CLUSTERS:
        raise Refused(f"there are {len(over)} clusters; at least {FEWEST_CLUSTERS} are needed")
    lines = Lines.of(outcome[whole], time[whole], group, len(names))
    if len(over) == len(names):
        raise Refused("each cluster has one group: the two cannot be told apart")
    model = _Nested(lines, of, len(over))
    found = lowest(model.along, STARTS)
    if found is None:
        raise Refused("the search for the covariances of the lines did not converge")
    below, below_edge = at_the_edge(root_of(found[:3]))
    above, above_edge = at_the_edge(root_of(found[3:]))
    fit = model.at(below, above)
    back, variance = lines.back, fit.squares / lines.freedom
    fixed = back @ fit.line + lines.pooled
    errors = np.sqrt(np.diag(variance * back @ np.linalg.inv(fit.information) @ back.T))
    return Levels(
        fixed=(float(fixed[0]), float(fixed[1])),
        errors=(float(errors[0]), float(errors[1])),
        residual=math.sqrt(variance),
        criterion=fit.deviance - 2 * math.log(abs(float(np.linalg.det(back)))),
        groups=_level(variance * back @ below @ back.T, names, fit.pulls @ below @ back.T, singular=below_edge),
        clusters=_level(variance * back @ above @ back.T, over, fit.upper_pulls @ above @ back.T, singular=above_edge),
        rows=len(group),
    )


def _level(covariance: Numbers, names: NDArray[np.str_], random: Numbers, *, singular: bool) -> Level:
    spread = np.sqrt(np.maximum(np.diag(covariance), 0))
    together = float(spread[0] * spread[1])
    return Level(
        spread=(float(spread[0]), float(spread[1])),
        correlation=max(-1.0, min(1.0, float(covariance[0, 1]) / together)) if together > 0 else None,
        names=tuple(str(name) for name in names),
        random=random,
        singular=singular,
    )


def _solved(left: Numbers, right: Numbers) -> Numbers:
    found: Numbers = np.linalg.solve(left, right).astype(np.float64, copy=False)
    return found


@dataclass(frozen=True)
class _Fit:
    deviance: float
    gradients: tuple[Numbers, Numbers]  # to the relative covariances of groups and clusters
    line: Numbers
    information: Numbers
    squares: float
    pulls: Numbers
    upper_pulls: Numbers


@dataclass(frozen=True)
class _Nested:
    lines: Lines
    of: NDArray[np.intp]  # the cluster of each group
    clusters: int

    def _added(self, values: Numbers) -> Numbers:
        """Added up over the groups of each cluster."""
        total = np.zeros((self.clusters, *values.shape[1:]))
        np.add.at(total, self.of, values)
        return total

    def at(self, below: Numbers, above: Numbers) -> _Fit:
        """The profiled restricted deviance at the relative covariances of groups and clusters, with its gradients."""
        lines, of, one = self.lines, self.of, np.eye(2)
        widened = one + lines.products @ below
        weights = _solved(widened, lines.products)
        known = self._added(weights)
        upper = one + known @ above
        drawn = np.linalg.solve(upper, known)  # what a cluster tells of the common line
        own = self._added(np.einsum("gij,gj->gi", weights, lines.own))
        information = drawn.sum(axis=0)
        line = np.linalg.solve(information, np.linalg.solve(upper, own[:, :, None])[:, :, 0].sum(axis=0))
        off = lines.own - line
        pulled = np.einsum("gij,gj->gi", weights, off)
        lean = self._added(pulled)
        upper_pulls = _solved(upper, lean[:, :, None])[:, :, 0]
        squares = lines.around + float(np.sum(off * pulled)) - float(np.sum((lean @ above) * upper_pulls))
        deviance = (
            float(np.linalg.slogdet(widened)[1].sum())
            + float(np.linalg.slogdet(upper)[1].sum())
            + float(np.linalg.slogdet(information)[1])
            + lines.freedom * (1 + math.log(2 * math.pi * squares / lines.freedom))
        )
        pulls = pulled - np.einsum("gij,gj->gi", weights, (upper_pulls @ above)[of])
        part = lines.freedom / squares
        back = np.linalg.inv(information)
        # What each group and each cluster has of the projection that leaves the common line out.
        kept = above @ np.linalg.inv(upper)
        through = weights @ np.linalg.inv(upper).transpose(0, 2, 1)[of]
        lower = (
            weights.sum(axis=0)
            - np.einsum("gij,gjk,gkl->il", weights, kept[of], weights, optimize=True)
            - np.einsum("gij,jk,glk->il", through, back, through, optimize=True)
            - part * pulls.T @ pulls
        )
        higher = information - np.einsum("cij,jk,ckl->il", drawn, back, drawn, optimize=True)
        higher -= part * upper_pulls.T @ upper_pulls
        return _Fit(deviance, (lower, higher), line, information, squares, pulls, upper_pulls)

    def along(self, triangles: Numbers) -> tuple[float, Numbers]:
        """The deviance and its gradient in the lower triangles of both relative covariances."""
        roots = root_of(triangles[:3]), root_of(triangles[3:])
        fit = self.at(roots[0] @ roots[0].T, roots[1] @ roots[1].T)
        slopes = [2 * gradient @ root for gradient, root in zip(fit.gradients, roots, strict=True)]
        return fit.deviance, np.array([slope[at] for slope in slopes for at in ((0, 0), (1, 0), (1, 1))])
