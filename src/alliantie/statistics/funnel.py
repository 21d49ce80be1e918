"""Limits of a funnel: how far shares of small units may lie from a target by chance alone."""

from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers, need_rows
from alliantie.statistics.refusals import Refused

LEVELS = (0.95, 0.998)
# So large a part at each end is drawn in before the overdispersion is reckoned.
_WINSORISED = 0.1
_MOST = 1e9


@dataclass(frozen=True, slots=True)
class Limits:
    """Lower and upper limit of the share, one each a unit, for one level."""

    level: float
    lower: Numbers
    upper: Numbers


@dataclass(frozen=True, slots=True)
class Overdispersion:
    """How much more units differ than chance explains; see `overdispersion`."""

    phi: float
    tau2: float
    z: Numbers
    limits: tuple[Limits, ...]


def exact_limits(sizes: Numbers, target: float) -> tuple[Limits, ...]:
    """Exact binomial limits at 95 and 99.8 % around a target share (one size a unit).

    Definition: for the tail p, r is the least count with P(X <= r) >= p; the limit is (r - a) / size with
    a = (P(X <= r) - p) / P(X = r), so that limits move smoothly with the size.
    Estimator: binomial, exact.
    Reference: Spiegelhalter 2005, appendix A.1.1.
    Assumes: each of the counted decides alone, and one target for all.
    Limits: units may differ for other reasons than chance; see `overdispersion`. Where a unit expects less than one
    case, its upper limit can lie below the target: it is too small to say anything.
    Units: shares of 1. A lower limit below 0 is 0, an upper one above 1 is 1.

    Raises Refused: no units, a target that is not between 0 and 1, or sizes that are no whole numbers from 1 on.
    """
    _check(sizes, target)
    return tuple(
        Limits(level, _quantile(sizes, target, (1 - level) / 2), _quantile(sizes, target, (1 + level) / 2))
        for level in LEVELS
    )


def overdispersion(counts: Numbers, sizes: Numbers, target: float) -> Overdispersion:
    """How much more shares differ than chance explains, and limits that allow for it (a count and a size a unit).

    Definition: z = (arcsin sqrt(share) - arcsin sqrt(target)) · 2 sqrt(size); phi is the mean of z² after the lowest
    and highest tenth were drawn in; tau² = max(0, (units · phi - (units - 1)) / (sum w - sum w² / sum w)), w = 4 size.
    Limits add tau² to the variance 1 / (4 size) on the scale of the arcsine.
    Estimator: winsorised moments.
    Reference: Spiegelhalter 2005; Spiegelhalter et al. 2012; as FunnelPlotR.
    Assumes: the units that are ordinary differ normally around the target.
    Limits: not exact for shares near 0 or 1.
    Units: shares of 1 for limits; tau² on the scale of the arcsine.

    Raises Refused: fewer than five units, a count outside 0 to its size, and what `exact_limits` refuses.
    """
    from scipy.special import ndtri

    _check(sizes, target)
    need_rows(sizes.size, 5, "units")
    if np.isnan(counts).any() or np.any(counts < 0) or np.any(counts > sizes):
        raise Refused("each count must lie between 0 and its size")
    middle = np.arcsin(np.sqrt(target))
    z = (np.arcsin(np.sqrt(counts / sizes)) - middle) * 2 * np.sqrt(sizes)
    low, high = np.quantile(z, (_WINSORISED, 1 - _WINSORISED))
    phi = float(np.mean(np.clip(z, low, high) ** 2))
    weights = 4 * sizes
    spare = weights.sum() - weights @ weights / weights.sum()
    tau2 = max(0.0, float((sizes.size * phi - (sizes.size - 1)) / spare))
    wide = np.sqrt(1 / weights + tau2)
    limits = []
    for level in LEVELS:
        reach = float(ndtri((1 + level) / 2)) * wide
        lower, upper = np.maximum(middle - reach, 0), np.minimum(middle + reach, np.pi / 2)
        limits.append(Limits(level, np.sin(lower) ** 2, np.sin(upper) ** 2))
    return Overdispersion(phi, tau2, z, tuple(limits))


def _check(sizes: Numbers, target: float) -> None:
    need_rows(sizes.size, 1, "units")
    if not 0 < target < 1:
        raise Refused("the target must lie between 0 and 1")
    if np.isnan(sizes).any() or np.any(sizes < 1) or np.any(sizes > _MOST) or np.any(sizes != np.floor(sizes)):
        raise Refused("each size must be a whole number from 1 to 1000000000")


def _quantile(sizes: Numbers, target: float, tail: float) -> Numbers:
    """The interpolated quantile of the share, for each size."""
    # The least count that is enough lies above `short`, and not above `count`; the gap is halved until it is one.
    short, count = np.full(sizes.shape, -1.0), sizes.copy()
    while np.any(count - short > 1):
        middle = np.floor((short + count) / 2)
        enough = _at_most(middle, sizes, target) >= tail
        short, count = np.where(enough, short, middle), np.where(enough, middle, count)
    reached, before = _at_most(count, sizes, target), _at_most(count - 1, sizes, target)
    shares: Numbers = np.clip((count - (reached - tail) / (reached - before)) / sizes, 0, 1)
    return shares


def _at_most(count: Numbers, sizes: Numbers, target: float) -> Numbers:
    """P(X <= count) of the binomial distribution, by the incomplete beta function."""
    from scipy.special import betainc

    inside = (count >= 0) & (count < sizes)
    chance = betainc(np.where(inside, sizes - count, 1), np.where(inside, count + 1, 1), 1 - target)
    found: Numbers = np.where(inside, chance, np.where(count < 0, 0.0, 1.0))
    return found
