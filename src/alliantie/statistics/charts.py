"""Control charts: which points of a series lie outside what the series itself leads to expect."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.arrays import Numbers, Places, need_rows, varies
from alliantie.statistics.refusals import Refused

LEAST_VALUES = 8
# The expected range of two normal values, in standard deviations, as tables print it.
_D2 = 1.128
_D4 = 3.267
# So many points after each other on one side of the centre.
_RUN = 8


@dataclass(frozen=True, slots=True)
class Individuals:
    """A chart of single values; see `individuals`.

    `signals` and `runs` are places in the series, 1 the first; a run is named by its last point and each further one.
    """

    n: int
    centre: float
    lower: float
    upper: float
    mean_range: float
    range_upper: float
    signals: tuple[int, ...]
    range_signals: tuple[int, ...]
    runs: tuple[int, ...]
    ties: int


@dataclass(frozen=True, slots=True)
class Proportions:
    """A chart of shares; see `proportions`. Limits have a place for each point."""

    n: int
    centre: float
    lower: Numbers
    upper: Numbers
    signals: tuple[int, ...]


def individuals(values: Numbers) -> Individuals:
    """A chart of single values and moving ranges (XmR) of a series in order of time (NaN missing).

    Definition: limits at mean ± 3 · mean moving range / 1.128; for the ranges 3.267 times their mean. Signals: points
    outside the limits (Western Electric rule 1). Runs: eight after each other on one side of the mean (rule 4).
    Estimator: moving ranges of neighbours; a missing value is passed over, and keeps its place.
    Reference: Shewhart 1931; Wheeler 1993; NIST/SEMATECH handbook 6.3.2.2.
    Assumes: no trend, points that do not depend on each other.
    Limits: answers from 1 to 5 give many ties (`ties`, neighbours that are equal), which narrow the limits.
    Units: those of the values.

    Raises Refused: fewer than eight values, or values that are all equal.
    """
    places = np.flatnonzero(~np.isnan(values)) + 1
    known = values[places - 1]
    need_rows(known.size, LEAST_VALUES, "values")
    if not varies(known):
        raise Refused("the values do not vary")
    ranges = np.abs(np.diff(known))
    centre, mean_range = float(known.mean()), float(ranges.mean())
    reach = 3 * mean_range / _D2
    sides = np.lib.stride_tricks.sliding_window_view(np.sign(known - centre), _RUN)
    return Individuals(
        n=known.size,
        centre=centre,
        lower=centre - reach,
        upper=centre + reach,
        mean_range=mean_range,
        range_upper=_D4 * mean_range,
        signals=_at(places, np.abs(known - centre) > reach),
        range_signals=_at(places[1:], ranges > _D4 * mean_range),
        runs=_at(places[_RUN - 1 :], np.abs(sides.sum(axis=1)) == _RUN),
        ties=int(np.sum(ranges == 0)),
    )


def proportions(counts: Numbers, sizes: Numbers) -> Proportions:
    """A p-chart of shares in order of time (how many of how many, one each a point; NaN missing).

    Definition: limits at p ± 3 sqrt(p (1 - p) / size), kept between 0 and 1; p is all counts over all sizes. Signals:
    points outside the limits.
    Estimator: binomial, one p for all points. A missing point keeps its place.
    Reference: Shewhart 1931; Montgomery 2013; NIST/SEMATECH handbook 6.3.3.2; as `qcc` type p in R.
    Assumes: each of the counted decides alone.
    Limits: the normal approximation is poor where size · p is below 5; a funnel has exact limits.
    Units: shares of 1.

    Raises Refused: fewer than two points, a count above its size or below 0, sizes that are not above 0, or shares
    that are all 0 or all 1.
    """
    known = ~(np.isnan(counts) | np.isnan(sizes))
    count, size = counts[known], sizes[known]
    need_rows(count.size, 2, "points")
    if np.any(size <= 0) or np.any(count < 0) or np.any(count > size):
        raise Refused("each count must lie between 0 and its size")
    centre = float(count.sum() / size.sum())
    if centre in (0.0, 1.0):
        raise Refused("the shares do not vary: all are 0 or all are 1")
    reach = 3 * np.sqrt(centre * (1 - centre) / np.where(known, sizes, np.nan))
    lower, upper = np.maximum(centre - reach, 0), np.minimum(centre + reach, 1)
    share = np.where(known, counts, np.nan) / sizes
    outside = (share < lower) | (share > upper)
    return Proportions(count.size, centre, lower, upper, _at(np.arange(1, counts.size + 1), outside))


@dataclass(frozen=True, slots=True)
class RoughProportions:
    """A chart of shares of which only ranges are known; see `rough_proportions`. A place for each point."""

    n: int
    least: Numbers
    most: Numbers
    centre: float
    lower: Numbers
    upper: Numbers
    signals: tuple[int, ...]


def rough_proportions(counts: Numbers, sizes: Numbers, width: int = 9) -> RoughProportions:
    """A chart of shares of which counts and sizes are known to a range: from each number up to `width` more.

    Definition: as `proportions`, with everything that is not known taken so that least is said: the share lies between
    count / (size + width) and (count + width) / size, the limits stand at the outer ends of what the centre can be,
    with the smallest size. Signals: points of which the whole range lies outside, so whatever the numbers were.
    Estimator: the centre is that of the middles. Reference: own, interval arithmetic on `proportions`.
    Assumes: as `proportions`. Limits: far less sharp than a chart of exact numbers; small groups hardly ever signal.
    Units: shares of 1; NaN is a point that is not shown, which keeps its place.

    Raises Refused: fewer than two points, or a number that cannot be.
    """
    known = ~(np.isnan(counts) | np.isnan(sizes))
    count, size = counts[known], sizes[known]
    need_rows(count.size, 2, "points")
    if np.any(size <= 0) or np.any(count < 0) or np.any(count > size + width):
        raise Refused("each count must lie between 0 and its size")
    least = np.where(known, counts, np.nan) / (sizes + width)
    most = np.minimum((np.where(known, counts, np.nan) + width) / sizes, 1)
    half = width / 2
    centre = float(min((count + half).sum() / (size + half).sum(), 1.0))
    low = float(count.sum() / (size + width).sum())
    high = float(min((count + width).sum() / size.sum(), 1.0))
    smallest = np.where(known, sizes, np.nan)
    # The deviation is greatest at a half: what the centre can be nearest to that.
    spread = max((low, high, min(max(0.5, low), high)), key=lambda p: p * (1 - p))
    reach = 3 * np.sqrt(spread * (1 - spread) / smallest)
    lower, upper = np.maximum(low - reach, 0), np.minimum(high + reach, 1)
    outside = (most < lower) | (least > upper)
    return RoughProportions(count.size, least, most, centre, lower, upper, _at(np.arange(1, counts.size + 1), outside))


def _at(places: Places, wanted: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(place) for place in places[wanted])
