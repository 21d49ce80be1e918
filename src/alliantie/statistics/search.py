"""The lowest point of a smooth function of a few numbers: from several starts, to the last digits.

Estimator. Quasi-Newton steps (BFGS) with the gradient until it is small, then Newton's, with second derivatives from
differences of the gradient. Reference: Nocedal & Wright, Numerical optimization, 2006. Assumes a smooth function with
an exact gradient. Limits: finds the lowest of the places the starts lead to, which is no proof that none is lower.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import optimize

from alliantie.statistics.arrays import Numbers

Along = Callable[[Numbers], tuple[float, Numbers]]
"""A place to its height and gradient."""

_NEWTON_STEPS = 30
_STEP = 1e-5


def lowest(along: Along, starts: Sequence[Sequence[float]]) -> Numbers | None:
    """The lowest of the places found from each start, None if no start leads to one."""
    found = []
    for start in starts:
        began = optimize.minimize(
            along, np.array(start), jac=True, method="BFGS", options={"gtol": 1e-6, "maxiter": 500}
        )
        ended = _polished(along, np.asarray(began.x, dtype=np.float64))
        if ended is not None:
            found.append((along(ended)[0], tuple(ended)))
    return np.array(min(found)[1]) if found else None


def _polished(along: Along, place: Numbers) -> Numbers | None:
    """Newton steps to the minimum nearby; None if there is none."""
    size = len(place)
    for _ in range(_NEWTON_STEPS):
        slope = along(place)[1]
        curve = np.empty((size, size))
        for each in range(size):
            move = np.zeros(size)
            move[each] = _STEP * max(1.0, abs(place[each]))
            curve[each] = (along(place + move)[1] - along(place - move)[1]) / (2 * move[each])
        sizes, ways = np.linalg.eigh((curve + curve.T) / 2)
        # A direction without curvature is one in which nothing changes (a zero root); a falling one is walked down.
        sizes = np.maximum(np.abs(sizes), 1e-8 * max(1e-8, float(np.abs(sizes).max())))
        change = -ways @ ((ways.T @ slope) / sizes)
        if float(-slope @ change) < 1e-13:
            ended: Numbers = place + change
            return ended
        before, length = along(place)[0], 1.0
        while along(place + length * change)[0] > before + 1e-9 and length > 1e-4:
            length /= 2
        place = place + length * change
    return None
