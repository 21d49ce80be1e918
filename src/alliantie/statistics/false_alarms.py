"""How often a pair that does not change is told of a change by `alarms`: measured on simulated pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from alliantie.statistics.alarms import LEAST_PAIRS, LEVELS, falls, moves, pooled_within
from alliantie.statistics.arrays import Numbers
from alliantie.statistics.refusals import Refused

SERIES, HIGHEST = 6, 5
# At most this share of stable pairs may be told of a change in a round.
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
class Form:
    """How a characteristic is asked: with how many items, each answered from 1 to `highest`."""

    items: int
    highest: int = HIGHEST


USUAL = Form(4)
FORMS: Mapping[str, Form] = {
    f"{items} items, answers 1 to {highest}": Form(items, highest) for highest in (5, 3) for items in (4, 2, 1)
}


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """The share of stable pairs with an alert, and with a change either way, by round from the second on.

    Of the alerts also the share over all rounds, and its standard error.
    """

    by_round: tuple[float, ...]
    either: tuple[float, ...]
    overall: float
    error: float


def false_alarms(kind: Kind, pairs: int, rounds: int, seed: int, form: Form = USUAL) -> FalseAlarms:
    """How often pairs of a kind that do not change are told of a change: six series of the means of their answers.

    Definition: each answer is the rounded sum of the pair's own level and an error, held to the answers there are. The
    level of a pair and series stays as it is; those of one pair hang together by half of their variance. With answers
    from 1 to 3 level, spread and error are half of those from 1 to 5. Estimator: the share of pairs with one or more,
    in each round from the second on. The spread within pairs is that of two rounds of 200 other pairs of the kind,
    other ones for each 200: as little as the product begins with. Limits: as true as the kinds are like real pairs. The
    same seed gives the same.

    Raises Refused: fewer than 200 pairs.
    """
    chance = np.random.default_rng(seed)
    step = (form.highest - 1) / (HIGHEST - 1)

    def made(of: int, times: int) -> Numbers:
        shared = chance.normal(0, 1, (of, 1, 1))
        own = np.sqrt(0.5) * shared + np.sqrt(0.5) * chance.normal(0, 1, (of, 1, SERIES))
        level = 1 + step * (kind.middle - 1 + kind.between * own)
        answers = np.zeros((of, times, SERIES))
        for _ in range(form.items):
            error = chance.normal(0, step * kind.error, (of, times, SERIES))
            answers += np.clip(np.rint(level + error), 1, form.highest)
        return answers / form.items

    if pairs < LEAST_PAIRS:
        raise Refused(f"too few pairs: {pairs}, at least {LEAST_PAIRS} are needed")
    groups = [pooled_within(made(LEAST_PAIRS, 2)) for _ in range(0, pairs, LEAST_PAIRS)]
    spread = np.repeat(groups, LEAST_PAIRS, axis=0)[:pairs]
    scores, level = made(pairs, rounds), LEVELS[form.highest]
    away = [moves(scores[:, : last + 1], spread) for last in range(1, rounds)]
    fell = [falls(each, level).any(axis=1) for each in away]
    either = [(one | falls(-each, level).any(axis=1)).mean() for one, each in zip(fell, away, strict=True)]
    overall = float(np.mean(fell))
    # Rounds of one pair hang together: as if there were one a pair.
    error = float(np.sqrt(overall * (1 - overall) / pairs))
    return FalseAlarms(tuple(float(each.mean()) for each in fell), tuple(map(float, either)), overall, error)
