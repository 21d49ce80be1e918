"""How often the alerts of `alarms` fire for pairs that do not change: measured on simulated pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from alliantie.statistics.alarms import alerts, pooled_within
from alliantie.statistics.arrays import Numbers

SERIES, ITEMS, LOWEST, HIGHEST = 6, 4, 1, 5
# At most this share of stable pairs may get an alert in a round.
MOST = 0.05


@dataclass(frozen=True, slots=True)
class Kind:
    """Of a kind of pairs: the mean level of answers, the spread of levels between pairs, the error of one answer."""

    middle: float
    between: float
    error: float


KINDS: Mapping[str, Kind] = {
    "middling": Kind(3.3, 0.6, 0.8),
    "alike": Kind(3.5, 0.2, 0.6),
    "noisy": Kind(3.0, 1.0, 1.5),
    "high": Kind(4.5, 0.8, 0.8),
    "at the ceiling": Kind(4.8, 0.5, 0.6),
}


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """The share of stable pairs with an alert, by round from the second on, overall, and its standard error."""

    by_round: tuple[float, ...]
    overall: float
    error: float


def false_alarms(kind: Kind, pairs: int, rounds: int, seed: int) -> FalseAlarms:
    """How often pairs of a kind that do not change get an alert: six series of the means of four answers from 1 to 5.

    Definition: each answer is the rounded sum of the pair's own level and an error, held between 1 and 5. The level of
    a pair and series stays as it is; those of one pair hang together by half of their variance. Estimator: the share
    of pairs with one or more alerts, in each round from the second on; the spread within pairs is that of as many
    other pairs of the kind. Limits: as true as the kinds are like real pairs. The same seed gives the same.

    Raises Refused: fewer than 200 pairs.
    """
    chance = np.random.default_rng(seed)

    def made() -> Numbers:
        shared = chance.normal(0, 1, (pairs, 1, 1))
        level = kind.middle + kind.between * (
            np.sqrt(0.5) * shared + np.sqrt(0.5) * chance.normal(0, 1, (pairs, 1, SERIES))
        )
        answers = np.zeros((pairs, rounds, SERIES))
        for _ in range(ITEMS):
            answers += np.clip(np.rint(level + chance.normal(0, kind.error, (pairs, rounds, SERIES))), LOWEST, HIGHEST)
        return answers / ITEMS

    spread = pooled_within(made())
    scores = made()
    fired = [alerts(scores[:, : last + 1], spread).any(axis=1).mean() for last in range(1, rounds)]
    overall = float(np.mean(fired))
    # Rounds of one pair hang together: as if there were one a pair.
    return FalseAlarms(tuple(map(float, fired)), overall, float(np.sqrt(overall * (1 - overall) / pairs)))
