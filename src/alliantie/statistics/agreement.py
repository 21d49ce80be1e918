"""How far the two of a pair say the same: over many pairs, and within one pair over its items."""

from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers, complete_rows, need_rows, need_variance, pearson, varies
from alliantie.statistics.icc import intraclass
from alliantie.statistics.refusals import Refused

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Intervals:
    """Of each number with a known one, at 95 %; see `agreement`. `pearson` is None with three pairs or an r of 1."""

    icc1: Interval
    pearson: Interval | None
    mean_difference: Interval


@dataclass(frozen=True, slots=True)
class Agreement:
    """Three different measures of likeness, and the difference; see `agreement`."""

    n: int
    icc1: float
    double_entry: float
    pearson: float
    mean_difference: float
    sd_difference: float
    intervals: Intervals


@dataclass(frozen=True, slots=True)
class Profiles:
    """Two profiles side by side; see `profiles`. `shape` is None where a profile is flat, `double_entry` where both
    are and lie equally high.
    """

    n: int
    double_entry: float | None
    shape: float | None
    elevation: tuple[float, float]
    scatter: tuple[float, float]
    distance: float


def agreement(client: Numbers, professional: Numbers) -> Agreement:
    """Agreement of two roles over pairs (one number a pair each, NaN missing).

    Definition: ICC(1) from a one-way analysis of variance; the double-entry correlation, Pearson's r over the pairs
    entered both ways round; Pearson's r; mean and standard deviation (n-1) of client minus professional.
    Estimator: over the pairs with both scores. Intervals at 95 %: ICC(1) by F, r by Fisher's z, the mean difference by
    Student's t; the double-entry correlation has none.
    Reference: Shrout & Fleiss 1979; McCrae 2008; Kenny, Kashy & Cook 2006.
    Assumes: pairs that know nothing of each other; one round a pair.
    Limits: the three correlations answer different questions: r alone overlooks a difference in level.
    Units: the differences in those of the score.

    Raises Refused: fewer than three pairs, or a role whose scores do not vary.
    """
    both = complete_rows(np.column_stack((client, professional)))
    need_rows(len(both), 3, "pairs with both scores")
    need_variance(both, ("the score of the client", "the score of the professional"))
    n = len(both)
    difference = both[:, 0] - both[:, 1]
    targets = 2 * float(np.sum((both.mean(axis=1) - both.mean()) ** 2)) / (n - 1)
    within = float(np.sum(difference**2)) / 2 / n
    return Agreement(
        n=n,
        icc1=(targets - within) / (targets + within),
        double_entry=_double_entry(both[:, 0], both[:, 1]),
        pearson=pearson(both[:, 0], both[:, 1]),
        mean_difference=float(difference.mean()),
        sd_difference=float(difference.std(ddof=1)),
        intervals=_intervals(both, difference),
    )


def profiles(one: Numbers, other: Numbers) -> Profiles:
    """Likeness of two profiles over the same items (one number an item each, NaN missing).

    Definition: elevation is the mean of a profile, scatter its standard deviation (n), shape Pearson's r between the
    two; the double-entry correlation takes all three together, as does `distance`, the root of the mean squared
    difference: distance² = difference in elevation² + difference in scatter² + 2 · scatters · (1 - shape).
    Estimator: over the items both answered.
    Reference: Cronbach & Gleser 1953; McCrae 2008; Furr 2010.
    Assumes: items on one scale of answers, turned the same way.
    Limits: with few items each of these wavers; likeness to the average profile is not taken out.
    Units: elevation and scatter in those of the answers.

    Raises Refused: fewer than three items answered by both.
    """
    both = complete_rows(np.column_stack((one, other)))
    need_rows(len(both), 3, "items answered by both")
    curved = varies(both[:, 0]) and varies(both[:, 1])
    elevation, scatter = both.mean(axis=0), both.std(axis=0)
    return Profiles(
        n=len(both),
        double_entry=_double_entry(both[:, 0], both[:, 1]) if varies(both.ravel()) else None,
        shape=pearson(both[:, 0], both[:, 1]) if curved else None,
        elevation=(float(elevation[0]), float(elevation[1])),
        # The rounding of equal answers is no scatter.
        scatter=(
            float(scatter[0]) if varies(both[:, 0]) else 0.0,
            float(scatter[1]) if varies(both[:, 1]) else 0.0,
        ),
        distance=float(np.sqrt(np.mean((both[:, 0] - both[:, 1]) ** 2))),
    )


def _intervals(both: Numbers, difference: Numbers) -> Intervals:
    from scipy.special import ndtri, stdtrit  # loaded when needed, without the slow scipy.stats

    n, tail = len(both), 0.975
    r, mean = pearson(both[:, 0], both[:, 1]), float(difference.mean())
    reach = float(stdtrit(n - 1, tail)) * float(difference.std(ddof=1)) / np.sqrt(n)
    around = None
    if n > 3 and abs(r) < 1:
        z, width = np.arctanh(r), float(ndtri(tail)) / np.sqrt(n - 3)
        around = (float(np.tanh(z - width)), float(np.tanh(z + width)))
    try:
        alike = intraclass(both).single_interval[0]
    except Refused:  # the pairs have equal means: the lowest there is
        alike = (-1.0, -1.0)
    return Intervals(alike, around, (mean - float(reach), mean + float(reach)))


def _double_entry(one: Numbers, other: Numbers) -> float:
    middle = (one.mean() + other.mean()) / 2
    x, y = one - middle, other - middle
    return float(2 * np.sum(x * y) / (np.sum(x**2) + np.sum(y**2)))
