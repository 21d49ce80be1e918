"""When the rounds of one pair ask for a talk, without more false alerts than one test would give.

Definition. Up to eight series stand beside each other: four scales of two roles. Friction is left out: its scale was
not reliable, so nothing of it fires. For the newest score of each other series the one-sided chance of one so low is
taken if nothing changed: the mean of the scores before it, with the spread within pairs and the standard error of
that mean, z = (new - mean of the k before) / (spread · sqrt(1 + 1 / k)). The chances of a round go through Holm's
step-down; a series that still stands is an alert.

Estimator. The spread within pairs is pooled over pairs, with n - 1 rounds a pair; from `pooled_within`. From eight
scores before it on, a series has its own: the mean moving range over 1.128, where that is larger.

Reference. Jacobson & Truax 1991 for two rounds, of which this is the one-sided form; Lambert 2001; Holm 1979.

Assumptions. A pair that is stable keeps one mean; errors are about normal and independent from round to round.

Limits. Answers from 1 to 5 with a ceiling are not normal; how often a stable pair gets an alert is therefore measured
by simulation (`false_alarms`), and the level is put so low that near the ceiling too it stays below one in twenty a
round. An alert is a reason to talk, not a finding.

Refuses: fewer than 200 pairs with two rounds or more, or no variance within pairs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.charts import LEAST_VALUES
from alliantie.statistics.refusals import Refused

LEAST_PAIRS = 200
# Near a ceiling errors are far from normal: at .05 up to one stable pair in nine would get an alert, at .01 one in 25.
LEVEL = 0.01
_D2 = 1.128


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


def alerts(scores: Numbers, spread: Numbers, level: float = LEVEL) -> NDArray[np.bool_]:
    """Which series of the newest round stand out low (pairs by rounds by series, no NaN; two rounds or more)."""
    before, new = scores[:, :-1], scores[:, -1]
    k = before.shape[1]
    wide = np.broadcast_to(spread, new.shape)
    if k >= LEAST_VALUES:
        wide = np.maximum(wide, np.abs(np.diff(before, axis=1)).mean(axis=1) / _D2)
    p = ndtr((new - before.mean(axis=1)) / (wide * np.sqrt(1 + 1 / k)))
    order = np.argsort(p, axis=1, kind="stable")
    left = np.arange(p.shape[1], 0, -1)
    adjusted = np.minimum(np.maximum.accumulate(np.take_along_axis(p, order, axis=1) * left, axis=1), 1)
    fired = np.empty(p.shape, dtype=bool)
    np.put_along_axis(fired, order, adjusted <= level, axis=1)
    return fired
