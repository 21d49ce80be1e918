"""Intraclass correlations: how alike several judgments of the same target are."""

from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers, complete_rows, need_rows, varies
from alliantie.statistics.refusals import Refused

Interval = tuple[float, float]
Single = tuple[float, float, float]
Average = tuple[float, float | None, float]


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """The analysis of variance of targets by raters."""

    targets: float
    within: float
    raters: float
    residual: float


@dataclass(frozen=True, slots=True)
class Intraclass:
    """Six intraclass correlations with their intervals; see `intraclass`.

    `single` and `average` have the forms 1 (raters drawn anew for each target), 2 (the same raters, drawn from many)
    and 3 (these raters only). The average of form 2 is None where its variance would be negative.
    """

    n: int
    raters: int
    single: Single
    average: Average
    single_interval: tuple[Interval, Interval, Interval]
    average_interval: tuple[Interval, Interval | None, Interval]
    mean_squares: MeanSquares


def intraclass(ratings: Numbers, level: float = 0.95) -> Intraclass:
    """Intraclass correlations of ratings (targets by raters, NaN missing).

    Definition: ICC(1,1), ICC(2,1), ICC(3,1) and their averages over k raters, from the mean squares of targets,
    raters and residual.
    Estimator: analysis of variance over the targets rated by all; intervals by F, for form 2 by Satterthwaite.
    Reference: Shrout & Fleiss 1979; McGraw & Wong 1996; as `ICC` in R's psych with lmer=FALSE.
    Assumes: normal errors of equal variance.
    Limits: can be negative, which says that the targets differ less than chance would give.
    Units: none.

    Raises Refused: fewer than two raters, fewer than three targets rated by all, targets with equal means.
    """
    if ratings.shape[1] < 2:
        raise Refused("one rater agrees with nobody; at least two are needed")
    known = complete_rows(ratings)
    n, k = known.shape
    need_rows(n, 3, "targets rated by all")
    if not varies(known @ np.full(k, 1 / k)):
        raise Refused("the targets do not differ")
    squares = _mean_squares(known)
    single, average = _estimates(squares, n, k)
    first, second, third = _intervals(squares, single[1], n, k, level)
    return Intraclass(
        n=n,
        raters=k,
        single=single,
        average=average,
        single_interval=(first, second, third),
        average_interval=(
            _averaged(first, k),
            None if average[1] is None else _averaged(second, k),
            _averaged(third, k),
        ),
        mean_squares=squares,
    )


def _mean_squares(known: Numbers) -> MeanSquares:
    n, k = known.shape
    # Raters by targets: along short rows numpy is many times slower.
    centred = np.ascontiguousarray(known.T) - known.mean()
    targets, raters = centred.mean(axis=0), centred.mean(axis=1)
    within = centred - targets
    residual = within - raters[:, None]
    return MeanSquares(
        targets=k * float(targets @ targets) / (n - 1),
        within=float(np.vdot(within, within)) / (n * (k - 1)),
        raters=n * float(raters @ raters) / (k - 1),
        residual=float(np.vdot(residual, residual)) / ((n - 1) * (k - 1)),
    )


def _estimates(squares: MeanSquares, n: int, k: int) -> tuple[Single, Average]:
    b, w, j, e = squares.targets, squares.within, squares.raters, squares.residual
    between_raters = (j - e) / n
    single = (
        (b - w) / (b + (k - 1) * w),
        (b - e) / (b + (k - 1) * e + k * between_raters),
        (b - e) / (b + (k - 1) * e),
    )
    second = (b - e) / (b + between_raters) if b + between_raters > 0 else None
    return single, ((b - w) / b, second, (b - e) / b)


def _intervals(squares: MeanSquares, second: float, n: int, k: int, level: float) -> tuple[Interval, ...]:
    from scipy.special import fdtri  # the quantiles of F, without the slow scipy.stats

    b, w, j, e = squares.targets, squares.within, squares.raters, squares.residual
    tail = (1 + level) / 2

    def by_f(error: float, freedom: float) -> Interval:
        low, high = float(fdtri(n - 1, freedom, tail)), 1 / float(fdtri(freedom, n - 1, tail))
        return (b - low * error) / (b + (k - 1) * low * error), (b - high * error) / (b + (k - 1) * high * error)

    # Satterthwaite's degrees of freedom, multiplied out so that no residual is no division by zero.
    rest = (n * (1 + (k - 1) * second) - k * second) * e
    below = (n - 1) * (k * second * j) ** 2 + rest**2
    between = (1.0, 1.0)
    if below > 0:
        freedom = (k - 1) * (n - 1) * (k * second * j + rest) ** 2 / below
        upper, lower = float(fdtri(n - 1, freedom, tail)), float(fdtri(freedom, n - 1, tail))
        common = k * j + (k * n - k - n) * e
        between = (
            n * (b - upper * e) / (upper * common + n * b),
            n * (lower * b - e) / (common + n * lower * b),
        )
    return by_f(w, n * (k - 1)), between, by_f(e, (n - 1) * (k - 1))


def one_way_interval(targets: float, within: float, n: int, k: int, level: float = 0.95) -> Interval:
    """The interval of ICC(1,1) by F, from the mean squares of `n` targets with `k` raters each."""
    from scipy.special import fdtri  # without the slow scipy.stats

    if targets <= 0:
        return -1 / (k - 1), -1 / (k - 1)
    tail, freedom = (1 + level) / 2, n * (k - 1)
    low, high = float(fdtri(n - 1, freedom, tail)), 1 / float(fdtri(freedom, n - 1, tail))
    first, last = ((targets - each * within) / (targets + (k - 1) * each * within) for each in (low, high))
    return first, last


def _averaged(interval: Interval, k: int) -> Interval:
    low, high = (k * each / (1 + (k - 1) * each) if 1 + (k - 1) * each > 0 else float("-inf") for each in interval)
    return low, high
