"""How far the two of a pair say the same: over many pairs, and within one pair over its items."""

from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers, complete_rows, need_rows, need_variance, pearson, varies
from alliantie.statistics.icc import Interval, one_way_interval


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
    means = both.mean(axis=0)
    x, y = (both - means).T
    return agreement_of_moments(
        Moments(len(both), float(means[0]), float(means[1]), float(x @ x), float(y @ y), float(x @ y))
    )


@dataclass(frozen=True, slots=True)
class Moments:
    """What agreement needs of n pairs: two means, and squares and products around them, added up."""

    n: int
    client: float
    professional: float
    client_squares: float
    professional_squares: float
    products: float


def agreement_of_moments(seen: Moments) -> Agreement:
    """The same from moments of at least three pairs in which both scores vary."""
    n, apart = seen.n, seen.client - seen.professional
    squares = seen.client_squares + seen.professional_squares
    # Of the means of pairs, doubled, and of the differences around their mean.
    shared, own = (squares + 2 * seen.products) / 2, max(0.0, squares - 2 * seen.products)
    targets, within = shared / (n - 1), (own + n * apart**2) / 2 / n
    r = seen.products / float(np.sqrt(seen.client_squares * seen.professional_squares))
    r, sd = min(1.0, max(-1.0, r)), float(np.sqrt(own / (n - 1)))
    return Agreement(
        n=n,
        icc1=(targets - within) / (targets + within),
        double_entry=(2 * seen.products - n * apart**2 / 2) / (squares + n * apart**2 / 2),
        pearson=r,
        mean_difference=apart,
        sd_difference=sd,
        intervals=_intervals(n, r, apart, sd, one_way_interval(targets, within, n, 2)),
    )


def _intervals(n: int, r: float, apart: float, sd: float, alike: Interval) -> Intervals:
    from scipy.special import ndtri  # loaded when needed, without the slow scipy.stats

    reach = t_reach(sd, n)
    around = None
    if n > 3 and abs(r) < 1:
        z, width = float(np.arctanh(r)), float(ndtri(0.975)) / float(np.sqrt(n - 3))
        around = (float(np.tanh(z - width)), float(np.tanh(z + width)))
    return Intervals(alike, around, (apart - reach, apart + reach))


def t_reach(sd: float, n: int) -> float:
    """How far the mean of n with this standard deviation (n-1) reaches at 95 %, by Student's t; n at least two."""
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, 0.975)) * sd / float(np.sqrt(n))


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


def _double_entry(one: Numbers, other: Numbers) -> float:
    middle = (one.mean() + other.mean()) / 2
    x, y = one - middle, other - middle
    return float(2 * np.sum(x * y) / (np.sum(x**2) + np.sum(y**2)))
