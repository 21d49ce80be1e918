"""Where in the rounds of one pair something broke, and whether it came right again."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.arrays import Numbers, Places, need_rows
from alliantie.statistics.charts import LEAST_VALUES, individuals
from alliantie.statistics.refusals import Refused


class Rule(Enum):
    """How a rupture is seen."""

    LEVEL = "level"
    DROP = "drop"
    CHART = "chart"


@dataclass(frozen=True, slots=True)
class Rupture:
    """One rupture: the round (1 the first), how it is seen, and the round of the repair, None where none came."""

    round: int
    rule: Rule
    repaired: int | None


def ruptures(
    scores: Numbers, *, level: float | None = None, drop: float | None = None, within: int = 2
) -> tuple[Rupture, ...]:
    """Ruptures and repairs in the scores of one person, a number a round, oldest first (NaN missing).

    Definition: three rules. Level: a score below `level`. Drop: a score at least `drop` below the one before; take the
    critical value of `reliable_change`. Chart: a score below the lower limit of `individuals`, from eight scores on and
    where scores differ. Rounds after each other that break the same rule are one rupture. It is repaired by the first
    of the next `within` scores that is inside again: at the level or above it, less than `drop` below the score before
    the drop, at the limit or above it.
    Estimator: none but that of the chart.
    Reference: Strauss et al. 2006; Eubanks-Carter, Gorman & Muran 2012.
    Assumes: a higher score is a better one; rounds that can be compared.
    Limits: a rupture in scores says where to talk, not what happened nor who did it; a missing round is passed over.
    Units: rounds; `level` and `drop` in those of the score.

    Raises Refused: fewer than two scores, or no rule: neither level nor drop is given and there are too few scores for
    a chart.
    """
    places = np.flatnonzero(~np.isnan(scores))
    known = scores[places]
    need_rows(known.size, 2, "scores")
    if drop is not None and not drop > 0:
        raise Refused("a drop must be above 0")
    found: list[Rupture] = []
    if level is not None:
        found += _below(known, places, Rule.LEVEL, level, within)
    if drop is not None:
        found += _drops(known, places, drop, within)
    if known.size >= LEAST_VALUES and np.ptp(known) > 0:
        found += _below(known, places, Rule.CHART, individuals(known).lower, within)
    elif level is None and drop is None:
        raise Refused(f"without a level or a drop, at least {LEAST_VALUES} scores that differ are needed")
    return tuple(sorted(found, key=lambda each: (each.round, each.rule.value)))


def _below(known: Numbers, places: Places, rule: Rule, limit: float, within: int) -> list[Rupture]:
    under = known < limit
    starts = [at for at in range(known.size) if under[at] and not (at and under[at - 1])]
    return [Rupture(int(places[at]) + 1, rule, _back(~under, places, at, within)) for at in starts]


def _drops(known: Numbers, places: Places, drop: float, within: int) -> list[Rupture]:
    found = []
    for at in range(1, known.size):
        before = known[at - 1]
        if before - known[at] >= drop:
            again = before - known < drop
            found.append(Rupture(int(places[at]) + 1, Rule.DROP, _back(again, places, at, within)))
    return found


def _back(inside: NDArray[np.bool_], places: Places, at: int, within: int) -> int | None:
    for later in range(at + 1, min(at + 1 + within, inside.size)):
        if inside[later]:
            return int(places[later]) + 1
    return None
