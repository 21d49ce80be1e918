"""How well the items of one scale hang together, and what that says of one person's score."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers, need_rows, need_variance
from alliantie.statistics.refusals import Refused

LEAST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Alpha:
    """Reliability of the sum of some items; see `cronbach_alpha`.

    `if_dropped` has an alpha per item, None where one item would be left. `against_the_rest` has the correlation of
    each item with the sum of the others: negative where an item was not turned round.
    """

    n: int
    alpha: float
    alpha_standardised: float
    lambda6: float | None
    average_r: float
    if_dropped: tuple[float | None, ...]
    against_the_rest: tuple[float | None, ...]


def cronbach_alpha(items: Numbers, names: Sequence[str] | None = None) -> Alpha:
    """Cronbach's alpha and its relatives of items (people by items, NaN missing).

    Definition: alpha = k/(k-1) (1 - sum of item variances / variance of the sum), from the covariance matrix; the
    standardised one from the correlation matrix of that same matrix; lambda 6 = 1 - sum(1 - R²) / sum of all
    correlations, R² that of each item on the others.
    Estimator: covariances (n-1) per pair of items, over the people who answered both.
    Reference: Cronbach 1951; Guttman 1945 (lambda 6); as `alpha` in R's psych.
    Assumes: the items measure one thing; alpha is a lower bound of reliability only if errors are uncorrelated.
    Limits: not a proof of one dimension. lambda 6 is None where the correlations are not positive definite.
    Units: none. `n` counts the people who answered at least one item.

    Raises Refused: fewer than two items, a pair of items answered together by fewer than three people, an item that
    does not vary, a sum that does not vary.
    """
    if items.shape[1] < 2:
        raise Refused("one item has no internal consistency; at least two are needed")
    answered = int((~np.isnan(items)).any(axis=1).sum())
    return alpha_of_covariances(pairwise_covariances(items, names), answered)


def alpha_of_covariances(covariances: Numbers, n: int) -> Alpha:
    """The same from the covariances of two or more items that vary; `n` people.

    Raises Refused: a sum that does not vary.
    """
    k = len(covariances)
    if covariances.sum() <= 1e-12 * np.abs(covariances).sum():
        raise Refused("the sum of the items does not vary")
    deviations = np.sqrt(np.diag(covariances))
    correlations = covariances / np.outer(deviations, deviations)
    all_r = float(correlations.sum())
    return Alpha(
        n=n,
        alpha=_alpha(covariances),
        alpha_standardised=k / (k - 1) * (1 - k / all_r),
        lambda6=_lambda6(correlations),
        average_r=(all_r - k) / (k * (k - 1)),
        if_dropped=tuple(_without(covariances, item) for item in range(k)),
        against_the_rest=tuple(_with_the_rest(covariances, item) for item in range(k)),
    )


def pairwise_covariances(items: Numbers, names: Sequence[str] | None = None) -> Numbers:
    """Covariances (n-1) of each pair of columns over the rows that have both; NaN is missing.

    Raises Refused: fewer than three such rows for a pair, or a column that does not vary.
    """
    known = ~np.isnan(items)
    together = known.T.astype(float) @ known.astype(float)
    need_rows(int(together.min()), LEAST_ROWS, "rows with both of a pair of items")
    need_variance(items, names)
    # Around the column's own mean first: large numbers would lose their last digits otherwise.
    means = np.where(known, items, 0.0).sum(axis=0) / np.diag(together)
    centred = np.where(known, items - means, 0.0)
    products = centred.T @ centred
    sums = centred.T @ known.astype(float)
    covariances: Numbers = (products - sums * sums.T / together) / (together - 1)
    return covariances


def _alpha(covariances: Numbers) -> float:
    k = len(covariances)
    return float(k / (k - 1) * (1 - np.trace(covariances) / covariances.sum()))


def _without(covariances: Numbers, item: int) -> float | None:
    left = np.delete(np.delete(covariances, item, axis=0), item, axis=1)
    if len(left) < 2 or left.sum() <= 0:
        return None
    return _alpha(left)


def _with_the_rest(covariances: Numbers, item: int) -> float | None:
    left = np.delete(np.delete(covariances, item, axis=0), item, axis=1)
    if left.sum() <= 0:
        return None
    shared = covariances[item].sum() - covariances[item, item]
    return float(shared / (np.sqrt(covariances[item, item]) * np.sqrt(left.sum())))


def _lambda6(correlations: Numbers) -> float | None:
    if np.linalg.eigvalsh(correlations)[0] <= 1e-10:
        return None
    unexplained = 1 / np.diag(np.linalg.inv(correlations))
    return float(1 - unexplained.sum() / correlations.sum())


def spearman_brown(reliability: float, factor: float) -> float:
    """The reliability to expect of a scale that becomes `factor` times as long (0.5: half as long).

    Definition: factor · r / (1 + (factor - 1) · r). Reference: Spearman 1910; Brown 1910. Assumes that items that
    come or go are as good as those that stay. Limits: a forecast; the short form needs data of its own. No unit.

    Raises Refused: a factor that is not above 0, or a reliability for which the forecast does not exist.
    """
    below = 1 + (factor - 1) * reliability
    if not (factor > 0 and reliability <= 1 and below > 0):
        raise Refused(f"no forecast exists for a reliability of {reliability:g} and {factor:g} times the length")
    return factor * reliability / below


def items_for(reliability: float, items: int, aim: float) -> int | None:
    """How many items as good as these `items` reach the reliability `aim`, by Spearman and Brown.

    None where no number of them does: a reliability that is not above 0. An aim lies above 0 and below 1.
    """
    if not 0 < reliability < 1:
        return 1 if reliability >= 1 else None
    factor = aim * (1 - reliability) / (reliability * (1 - aim))
    # What needs a whole number of items but for rounding needs no further one.
    return max(1, math.ceil(factor * items - 1e-9))
