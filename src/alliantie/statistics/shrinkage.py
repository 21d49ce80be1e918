"""Means of small groups, drawn towards the mean of all as far as they are uncertain."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from alliantie.statistics.arrays import Numbers, need_rows, varies
from alliantie.statistics.refusals import Refused


@dataclass(frozen=True, slots=True)
class GroupMeans:
    """Shrunken means of groups; see `shrink_groups`.

    `between` and `within` are variances. `effects` are deviations from `mean` in the order of the groups, `errors`
    their standard errors given the variances.
    """

    n: int
    sizes: tuple[int, ...]
    mean: float
    se: float
    between: float
    within: float
    effects: Numbers
    errors: Numbers


@dataclass(frozen=True, slots=True)
class Estimates:
    """Shrunken estimates; see `shrink_estimates`. `tau2` is the variance of what is estimated.

    `shrunken` and `errors` have a place for each unit, NaN where it has no estimate.
    """

    n: int
    tau2: float
    pooled: float
    se: float
    shrunken: Numbers
    errors: Numbers


def shrink_groups(outcome: Numbers, group: Numbers) -> GroupMeans:
    """Best predictions of the means of groups (one number and one group number, 0 to g-1, a row; NaN missing).

    Definition: y = mean + group + rest, the first and last random. The effect of a group is
    k (group mean - mean), k = between / (between + within / size), and its error sqrt((1 - k) between).
    Estimator: restricted maximum likelihood (REML) of both variances, unequal sizes; mean by weighted least squares.
    Reference: Robinson 1991; Efron & Morris 1977; as lme4 with `(1 | group)`.
    Assumes: normal effects and rests, the same variance in every group, groups drawn from one population.
    Limits: errors leave out the uncertainty of the variances themselves; with few groups it is large.
    Units: those of the outcome, variances squared.

    Raises Refused: fewer than three groups, no group with two rows, or an outcome that does not vary (within groups).
    """
    known = ~np.isnan(outcome)
    y, place = outcome[known], group[known].astype(np.intp)
    sizes = np.bincount(place, minlength=int(place.max()) + 1 if place.size else 0)
    kept = sizes > 0
    need_rows(int(kept.sum()), 3, "groups")
    if y.size == kept.sum():
        raise Refused("every group has one row, so differences between and within groups cannot be told apart")
    if not varies(y):
        raise Refused("the outcome does not vary")
    middle = y.mean()
    means = np.bincount(place, y - middle) / np.where(kept, sizes, 1)
    inside = float(np.sum((y - middle - means[place]) ** 2))
    if inside <= 1e-24 * float(np.sum((y - middle) ** 2)):
        raise Refused("the outcome does not vary within groups")
    sizes, means = sizes[kept], means[kept]
    freedom = y.size - 1

    def weighted(ratio: float) -> tuple[Numbers, float, float]:
        weights = sizes / (1 + sizes * ratio)
        mean = float(weights @ means / weights.sum())
        return weights, mean, inside + float(weights @ (means - mean) ** 2)

    def criterion(ratio: float) -> float:
        weights, _, rest = weighted(ratio)
        return float(freedom * np.log(rest) + np.log1p(sizes * ratio).sum() + np.log(weights.sum()))

    def slope(ratio: float) -> float:
        weights, mean, rest = weighted(ratio)
        return float(
            weights.sum() - weights @ weights / weights.sum() - freedom * (weights**2 @ (means - mean) ** 2) / rest
        )

    highest = float(np.ptp(means)) ** 2 * freedom / inside
    ratio = _lowest(criterion, slope, 1e-6 / float(sizes.max()), 10 * highest)
    weights, mean, rest = weighted(ratio)
    within = rest / freedom
    between = ratio * within
    share = ratio * weights
    return GroupMeans(
        n=y.size,
        sizes=tuple(map(int, sizes)),
        mean=mean + float(middle),
        se=float(np.sqrt(within / weights.sum())),
        between=between,
        within=within,
        effects=share * (means - mean),
        errors=np.sqrt((1 - share) * between),
    )


def shrink_estimates(estimates: Numbers, errors: Numbers) -> Estimates:
    """Estimates of several units drawn together (an estimate and its standard error a unit, NaN missing).

    Definition: estimate = pooled + unit + error, error with known variance; shrunken = pooled + k (estimate - pooled),
    k = tau² / (tau² + se²).
    Estimator: restricted maximum likelihood (REML) of tau².
    Reference: Raudenbush 2009; Viechtbauer 2005; as `rma` with method REML and `blup` in R's metafor.
    Assumes: normal units and errors, standard errors known.
    Limits: `se` leaves out the uncertainty of tau².
    Units: those of the estimates, tau² squared.

    Raises Refused: fewer than three units, a standard error that is not above 0, or errors too far apart to reckon
    with.
    """
    known = ~(np.isnan(estimates) | np.isnan(errors))
    y, v = estimates[known], errors[known] ** 2
    need_rows(y.size, 3, "units with an estimate and a standard error")
    if not np.all(errors[known] > 0):
        raise Refused("a standard error is not above 0")
    spread = float(np.ptp(y))
    if max(spread**2, float(v.max())) > 1e16 * float(v.min()):
        raise Refused("the standard errors are too far apart to reckon with")

    def weighted(tau2: float) -> tuple[Numbers, float]:
        weights = 1 / (v + tau2)
        return weights, float(weights @ y / weights.sum())

    def criterion(tau2: float) -> float:
        weights, mean = weighted(tau2)
        return float(-np.log(weights).sum() + np.log(weights.sum()) + weights @ (y - mean) ** 2)

    def slope(tau2: float) -> float:
        weights, mean = weighted(tau2)
        return float(weights.sum() - weights @ weights / weights.sum() - weights**2 @ (y - mean) ** 2)

    tau2 = _lowest(criterion, slope, 1e-6 * float(v.min()), 10 * spread**2)
    weights, pooled = weighted(tau2)
    share = tau2 * weights
    return Estimates(
        n=y.size,
        tau2=tau2,
        pooled=pooled,
        se=float(1 / np.sqrt(weights.sum())),
        shrunken=_placed(pooled + share * (y - pooled), known),
        errors=_placed(np.sqrt((1 - share) * tau2 + ((1 - share) ** 2) / weights.sum()), known),
    )


def _placed(values: Numbers, known: NDArray[np.bool_]) -> Numbers:
    placed = np.full(known.shape, np.nan)
    placed[known] = values
    return placed


def _lowest(criterion: Callable[[float], float], slope: Callable[[float], float], least: float, most: float) -> float:
    """The variance, from 0 on, at which a criterion is lowest: a wide search first, then the root of its slope."""
    places = np.concatenate(([0.0], np.geomspace(least, max(most, 10 * least), 400)))
    best = int(np.argmin([criterion(float(place)) for place in places]))
    if best == 0 and slope(0.0) >= 0:
        return 0.0
    low, high = float(places[max(best - 1, 0)]), float(places[min(best + 1, len(places) - 1)])
    if not slope(low) < 0 < slope(high):
        raise Refused("the variance between groups did not converge")
    return float(optimize.brentq(slope, low, high, xtol=1e-300, rtol=1e-14, maxiter=500))
