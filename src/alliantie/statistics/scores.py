"""Scores of scales for many people at once, and hints about how answers were given."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.arrays import Numbers

# Nine in ten of eight or more answers that are the same ask whether each still fits.
_STRAIGHT = 0.9
_LEAST_ANSWERS = 8


@dataclass(frozen=True, slots=True)
class Hints:
    """How answers were given, one place a person; see `hints`."""

    same: Numbers
    straight: NDArray[np.bool_]
    ceiling: Numbers
    floor: Numbers


def scale_means(items: Numbers, at_least_percent: int) -> Numbers:
    """The mean of the answered items of a scale (people by items, NaN missing), NaN where too few are answered.

    Definition: the mean of the answered items if at least `at_least_percent` of the items are answered; the same rule
    as `alliantie.instruments.scoring`, for many people.
    Reference: own rule, after the half-scale rule of the SF-36 (Ware 1993), but stricter.
    Assumes: what is missing says nothing about the answer.
    Limits: no score says nothing about the person. Units: those of the answers.
    """
    known = ~np.isnan(items)
    answered = known.sum(axis=1)
    enough = (answered > 0) & (100 * answered >= at_least_percent * items.shape[1])
    sums = np.where(known, items, 0.0).sum(axis=1)
    means: Numbers = np.where(enough, sums / np.maximum(answered, 1), np.nan)
    return means


def hints(items: Numbers, lowest: int, highest: int) -> Hints:
    """How people gave their answers (people by items, NaN missing), never what they think.

    Definition: `same` is the share of answers equal to the most frequent one; `straight` where that is nine in ten of
    eight or more answers; `ceiling` and `floor` are the shares of the highest and of the lowest answer.
    Reference: Meier 2022 on ceilings in mandated care; the limits are our own choice.
    Limits: equal answers can be honest: a hint asks, and is kept with nobody. Units: shares of 1, NaN without answers.
    """
    counts = np.stack([(items == value).sum(axis=1) for value in range(lowest, highest + 1)], axis=1)
    answered = counts.sum(axis=1)
    with np.errstate(invalid="ignore"):
        shares = counts / np.where(answered > 0, answered, np.nan)[:, None]
    same: Numbers = shares.max(axis=1)
    straight = (answered >= _LEAST_ANSWERS) & (counts.max(axis=1) >= _STRAIGHT * answered)
    return Hints(same, straight, shares[:, -1], shares[:, 0])
