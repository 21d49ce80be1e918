"""Which series of the newest round moved more than chance makes likely, few of them by chance alone.

Definition. For each series (trust, direction and frame, bond; client and professional): how far the new score lies
from the mean of the scores before it, z = (new - mean of the k before) / (spread · sqrt(1 + 1 / k)), and the one-sided
chance of one so low, and of one so high, if nothing changed. The chances of a round go through Holm's step-down,
downwards and upwards apart; a series that still stands has probably changed, and one that fell is an alert.

Estimator. The spread within pairs is pooled over the first two rounds of each pair: the root of half the mean squared
difference; from `pooled_within`. From eight scores before it on, a series has its own: the mean moving range over
1.128, where that is larger.

Reference. Jacobson & Truax 1991 for two rounds, with the spread of a first and a second time itself for the standard
error of measurement; Lambert 2001; Holm 1979.

Assumptions. A pair that is stable keeps one mean; errors are about normal and independent from round to round.

Limits. Answers from 1 to 5, or to 3, with a ceiling are not normal; how often a stable pair is told of a change is
therefore measured by simulation (`false_alarms`), and the level of each form is put so low that near the ceiling too it
stays below one in twenty a round. What really changed between the first two rounds of pairs widens the spread, so that
less is said. An alert is a reason to talk, not a finding.

Refuses: fewer than 200 pairs with two rounds or more, or no variance within pairs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.charts import LEAST_VALUES
from alliantie.statistics.refusals import Refused

LEAST_PAIRS = 200
# By the number of answers there are to choose from. Near a ceiling errors are far from normal: at .05 up to one stable
# pair in nine would be told of a change. What was not measured by simulation has no level, and nothing is said of it.
LEVELS: Mapping[int, float] = {5: 0.005, 3: 0.001}
_D2 = 1.128

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Change:
    """Of the newest score: -1 probably lower than before, 1 higher, 0 perhaps chance; and where chance puts it."""

    direction: int
    lower: float
    upper: float


def pooled_within(scores: Numbers) -> Numbers:
    """The spread within pairs of each series (pairs by rounds by series, NaN missing). Raises Refused."""
    known = ~np.isnan(scores)
    rounds = known.sum(axis=1)
    used = (rounds >= 2).sum(axis=0)
    if used.min() < LEAST_PAIRS:
        raise Refused(f"too few to say: {int(used.min())} pairs with two rounds, at least {LEAST_PAIRS} are needed")
    means = np.where(known, scores, 0.0).sum(axis=1) / np.maximum(rounds, 1)
    squares = np.where(known, (scores - means[:, None, :]) ** 2, 0.0).sum(axis=(0, 1))
    freedom = np.maximum(rounds - 1, 0).sum(axis=0)
    if not (squares > 0).all():
        raise Refused("a series does not vary within pairs")
    spread: Numbers = np.sqrt(squares / freedom)
    return spread


def moves(scores: Numbers, spread: Numbers) -> Numbers:
    """How far the newest round of each series lies from the mean before it, in errors of that difference.

    `scores`: pairs by rounds by series, no NaN, two rounds or more; `spread`: of each series, or of each pair too.
    """
    before, new = scores[:, :-1], scores[:, -1]
    away: Numbers = (new - before.mean(axis=1)) / (_wide(before, spread) * np.sqrt(1 + 1 / before.shape[1]))
    return away


def falls(away: Numbers, level: float) -> Flags:
    """Which series of a round fell, as `moves` gives them; of the negative of those, which rose."""
    p = ndtr(away)
    order = np.argsort(p, axis=1, kind="stable")
    left = np.arange(p.shape[1], 0, -1)
    adjusted = np.minimum(np.maximum.accumulate(np.take_along_axis(p, order, axis=1) * left, axis=1), 1)
    fallen = np.empty(p.shape, dtype=bool)
    np.put_along_axis(fallen, order, adjusted <= level, axis=1)
    return fallen


def changes(series: Sequence[Numbers], spread: Numbers, level: float) -> tuple[Change, ...]:
    """What may be said of the newest score of each series of one pair: its scores, oldest first, at least two of each.

    The bounds are those that Holm's step-down held the score to, so that what lies between them never changed.
    """
    if not series:
        return ()
    before = [each[:-1] for each in series]
    wide = [float(_wide(each[None, :, None], np.array([own]))[0, 0]) for each, own in zip(before, spread, strict=True)]
    reach = np.array([own * np.sqrt(1 + 1 / each.size) for own, each in zip(wide, before, strict=True)])
    middle = np.array([each.mean() for each in before])
    away = (np.array([each[-1] for each in series]) - middle) / reach
    down, up = falls(away[None], level)[0], falls(-away[None], level)[0]
    lower, upper = middle - _held_to(away, down, level) * reach, middle + _held_to(-away, up, level) * reach
    return tuple(Change(int(up[at]) - int(down[at]), float(lower[at]), float(upper[at])) for at in range(len(series)))


def _held_to(away: Numbers, fallen: Flags, level: float) -> Numbers:
    """How many errors away each series had to be: less for each that stood before it."""
    place = np.empty(away.size)
    place[np.argsort(ndtr(away), kind="stable")] = np.arange(away.size)
    held: Numbers = ndtri(1 - level / (away.size - np.where(fallen, place, fallen.sum())))
    return held


def _wide(before: Numbers, spread: Numbers) -> Numbers:
    wide: Numbers = np.broadcast_to(spread, (before.shape[0], before.shape[2]))
    if before.shape[1] >= LEAST_VALUES:
        wide = np.maximum(wide, np.abs(np.diff(before, axis=1)).mean(axis=1) / _D2)
    return wide
