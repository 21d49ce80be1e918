"""Sums that can be added up: of many parts, each without its people, the same figures as of the whole."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.arrays import Numbers, need_rows
from alliantie.statistics.refusals import Refused
from alliantie.statistics.reliability import LEAST_ROWS, Alpha, alpha_of_covariances

# Answers on a scale are far below; so large, sums over a thousand million people still fit.
_LARGEST = 1000

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sums:
    """Of items (whole numbers): how many people, and for each pair of items what those who answered both add up to.

    `together` counts them, `sums` adds up the first item of the pair, `products` the two multiplied.
    """

    people: int
    together: Whole
    sums: Whole
    products: Whole


def sums_of(items: Numbers) -> Sums:
    """The sums of answers (people by items, whole numbers, NaN missing); `people` answered at least one.

    Definition: n, sum x, sum x², sum xy per pair of items. Estimator: none; whole numbers, so exact.
    Reference: Chan, Golub & LeVeque 1983 on merging; whole numbers need no such care. Assumes: nobody is in two parts.
    Limits: sums of few people tell of them: see `disclosure` before one leaves an organisation.

    Raises Refused: an answer that is no whole number from -1000 to 1000.
    """
    known = ~np.isnan(items)
    answers = np.where(known, items, 0.0)
    if np.any(answers != np.floor(answers)) or np.any(np.abs(answers) > _LARGEST):
        raise Refused(f"each answer must be a whole number from -{_LARGEST} to {_LARGEST}")
    there = known.astype(float)
    # Multiplied as numbers with a point, which is quick, and exact up to 2^53.
    return Sums(
        people=int(known.any(axis=1).sum()),
        together=(there.T @ there).astype(np.int64),
        sums=(answers.T @ there).astype(np.int64),
        products=(answers.T @ answers).astype(np.int64),
    )


def merged(one: Sums, other: Sums) -> Sums:
    """The sums of two parts together; in any order, the same. Raises Refused for parts with other numbers of items."""
    if one.together.shape != other.together.shape:
        raise Refused("the parts have other numbers of items")
    return Sums(
        one.people + other.people,
        one.together + other.together,
        one.sums + other.sums,
        one.products + other.products,
    )


def covariances_of(sums: Sums) -> Numbers:
    """Covariances (n-1) of each pair of items, over those who answered both, from the sums alone.

    Raises Refused: fewer than three people with both of a pair, or an item that does not vary.
    """
    need_rows(int(sums.together.min()), LEAST_ROWS, "rows with both of a pair of items")
    # Python's own whole numbers have no end: what is subtracted here is nearly equal, and large.
    together: NDArray[Any] = sums.together.astype(object)
    first, products = sums.sums.astype(object), sums.products.astype(object)
    above = together * products - first * first.T
    for place in range(len(above)):
        if above[place, place] == 0:
            raise Refused(f"item {place + 1} does not vary")
    covariances: Numbers = (above / (together * (together - 1))).astype(float)
    return covariances


def alpha_of_sums(sums: Sums) -> Alpha:
    """Cronbach's alpha of the whole, from its sums; see `cronbach_alpha`. Raises Refused as that does."""
    if len(sums.together) < 2:
        raise Refused("one item has no internal consistency; at least two are needed")
    return alpha_of_covariances(covariances_of(sums), sums.people)
