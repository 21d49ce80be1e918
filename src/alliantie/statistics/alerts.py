"""Several alerts at once, without more false ones than a single alert would give."""

from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers, need_rows
from alliantie.statistics.refusals import Refused


@dataclass(frozen=True, slots=True)
class Family:
    """Which of a family of tests still stand; see `holm`."""

    n: int
    adjusted: Numbers
    rejected: tuple[bool, ...]


def holm(p: Numbers, level: float = 0.05) -> Family:
    """Family-wise control over the tests of one round (one p a test).

    Definition: the p-values from small to large times the number of tests that are left, never falling, at most 1; a
    test stands when this is at most `level`.
    Estimator: step-down; the chance of one or more false alerts is at most `level`, however the tests hang together.
    Reference: Holm 1979; as `p.adjust` with holm in R.
    Assumes: each p-value is right by itself.
    Limits: with more tests each has less power.

    Raises Refused: no tests, or a p-value that is missing or outside 0 to 1.
    """
    need_rows(p.size, 1, "tests")
    if np.isnan(p).any():
        raise Refused("a p-value is missing: which tests still stand depends on all of them")
    if np.any(p < 0) or np.any(p > 1):
        raise Refused("each p-value must lie between 0 and 1")
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(p.size)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1)), 1)
    return Family(p.size, adjusted, tuple(bool(each) for each in adjusted <= level))
