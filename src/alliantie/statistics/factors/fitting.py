"""The parameters with which a factor model is most likely: Fisher's scoring, then Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.factors.moments import Moments
from alliantie.statistics.factors.structure import FIXED, Structure, derive, misfit
from alliantie.statistics.refusals import Refused

# With the expected second derivatives it mostly ends within these; with the exact ones, which cost more, always soon.
EXPECTED_STEPS, MOST_STEPS = 25, 80
# A factor that correlates this far beyond 1 runs away from the data: there is no maximum.
RUNAWAY = 10.0
# The misfit that a further step would still win, times which the number of rows is what chi-square is short.
CONVERGED = 1e-17


@dataclass(frozen=True)
class Solution:
    """The values of each group (groups, size), and how badly they fit each (groups,)."""

    values: Numbers
    misfits: Numbers


def solve(structure: Structure, seen: Sequence[Moments], start: Numbers, what: str = "the model") -> Solution:
    """Minimise the misfit, weighted by rows, from values `start` (groups, size); `what` names the model in a reason.

    Raises Refused when the parameters cannot be told from each other, or when the search does not converge.
    """
    search = _Search(structure, seen)
    parameters = structure.gather(start)
    value = search.value(parameters)
    if value is None:
        raise Refused(f"{what} has no starting values with positive definite covariances")
    damping = 0.0
    for count in range(MOST_STEPS):
        _, gradient, curvature = search.derive(parameters)
        if not _can_be_told(curvature) or search.runs_away(parameters):
            break
        if count >= EXPECTED_STEPS and _can_be_told(exact := search.exact_curvature(parameters)):
            curvature = exact
        step = np.linalg.solve(curvature + damping * np.diag(np.diag(curvature)), -gradient)
        gain = float(-gradient @ step)
        if damping == 0 and gain < CONVERGED:
            return search.solution(parameters + step)
        reached = search.value(parameters + step)
        # Near the end the misfit itself is only known to rounding.
        if reached is not None and reached <= value - 0.1 * gain + 1e-14 * max(1.0, abs(value)):
            parameters, value = parameters + step, reached
            damping = 0.0 if damping < 1e-3 else damping / 10
        else:
            damping = max(1e-3, damping * 4)
            if damping > 1e12:
                break
    if not _can_be_told(curvature):
        raise Refused(f"{what} is not identified: these data cannot tell its parameters apart")
    raise Refused(f"{what} did not converge: the search found no maximum of the likelihood")


def _can_be_told(curvature: Numbers) -> bool:
    if np.diag(curvature).min() <= 0:
        return False
    scales = np.sqrt(np.diag(curvature))
    return bool(np.linalg.eigvalsh(curvature / np.outer(scales, scales))[0] > 1e-11)


class _Search:
    """The misfit of all groups together as a function of the parameters."""

    def __init__(self, structure: Structure, seen: Sequence[Moments]) -> None:
        self.structure = structure
        self.seen = seen
        rows = np.array([each.rows for each in seen], dtype=np.float64)
        self.weights = rows / rows.sum()
        self.sizes = [float(np.linalg.slogdet(each.covariances)[1]) for each in seen]

    def value(self, parameters: Numbers) -> float | None:
        total = 0.0
        for values, seen, weight, size in self._groups(parameters):
            each = misfit(self.structure.shape, values, seen, size)
            if each is None:
                return None
            total += weight * each
        return total

    def derive(self, parameters: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Misfit a group, gradient and expected second derivatives to the parameters."""
        count = self.structure.parameters
        misfits, gradient, curvature = [], np.zeros(count), np.zeros((count, count))
        for places, (values, seen, weight, size) in zip(self.structure.places, self._groups(parameters), strict=True):
            local = derive(self.structure.shape, values, seen, size)
            free = places != FIXED
            mine = places[free]
            misfits.append(local.misfit)
            np.add.at(gradient, mine, weight * local.gradient[free])
            np.add.at(curvature, (mine[:, None], mine[None, :]), weight * local.curvature[np.ix_(free, free)])
        return np.array(misfits), gradient, curvature

    def exact_curvature(self, parameters: Numbers) -> Numbers:
        """Second derivatives, from differences of the gradient."""
        step = 1e-5
        moves = step * np.eye(len(parameters))
        rows = [(self.derive(parameters + move)[1] - self.derive(parameters - move)[1]) / (2 * step) for move in moves]
        return (np.array(rows) + np.array(rows).T) / 2

    def runs_away(self, parameters: Numbers) -> bool:
        """Whether two factors correlate far beyond what can be."""
        for values in self.structure.values(parameters):
            factors = self.structure.shape.factor_covariances(values)
            sizes = np.sqrt(np.abs(np.diag(factors)))
            if np.any(np.abs(factors) > RUNAWAY * np.outer(sizes, sizes)):
                return True
        return False

    def solution(self, parameters: Numbers) -> Solution:
        return Solution(self.structure.values(parameters), self.derive(parameters)[0])

    def _groups(self, parameters: Numbers) -> list[tuple[Numbers, Moments, float, float]]:
        rows = self.structure.values(parameters)
        return list(zip(rows, self.seen, self.weights.tolist(), self.sizes, strict=True))
