"""Sums of two scores a pair, as organisations hand them to each other: in whole tens, and of several together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np

from alliantie.statistics.agreement import Agreement, Moments, agreement_of_moments, t_reach
from alliantie.statistics.icc import Interval
from alliantie.statistics.refusals import Refused
from alliantie.statistics.reliability import LEAST_ROWS

Person = TypeVar("Person")

TEN = 10
WORKERS = 3
OTHERWISE = 3
"""Of so many pairs at least the score is another than the one most have, else a sum tells the score of each."""
LEAST = 30
"""From so many pairs on a cell leaves its organisation: from here on an interval by Student's t holds."""
TOGETHER, CHANGED = 6, 4
"""Of so many organisations a first figure of all together is, and of so many the change to the next."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Of n pairs two scores, x and y, in whole parts of a point: added up, squared and multiplied, and added up."""

    n: int
    x: int
    y: int
    xx: int
    yy: int
    xy: int

    def __add__(self, other: Cell) -> Cell:
        return Cell(*(a + b for a, b in zip(self.parts, other.parts, strict=True)))

    def __sub__(self, earlier: Cell) -> Cell:
        return Cell(*(a - b for a, b in zip(self.parts, earlier.parts, strict=True)))

    @property
    def parts(self) -> tuple[int, int, int, int, int, int]:
        """The six numbers in order."""
        return self.n, self.x, self.y, self.xx, self.yy, self.xy


NOTHING = Cell(0, 0, 0, 0, 0, 0)


def cell_of(pairs: Iterable[tuple[int, int]]) -> Cell:
    """The sums of some pairs, exact."""
    return sum((Cell(1, x, y, x * x, y * y, x * y) for x, y in pairs), NOTHING)


def fits(sizes: Iterable[int]) -> bool:
    """Whether so many pairs of each worker may be added up: three workers, whole tens, ten without who has most.

    And none outweighs. The database checks the same (`alliance.fits`).
    Reference: own rule, after the tracker attacks of Denning & Schlorer 1983.
    """
    known = list(sizes)
    whole = sum(known)
    return len(known) >= WORKERS and whole % TEN == 0 and whole - max(known) >= TEN and none_outweighs(known)


def none_outweighs(sizes: Iterable[int], whole: int | None = None) -> bool:
    """Whether by whichever of them takes its own off, no other is more than half of the rest.

    Definition: twice the largest and the second together are at most all. That is the view of the second largest, from
    which the largest stands most alone. Linear, so it holds of sums of which it holds each by itself. `whole` is how
    many all are where one can be of several, and counts once: then the rule is stricter than it need be. Reference:
    the dominance and p % rules of Hundepool et al. 2012.
    """
    first, second, *rest = *sorted(sizes, reverse=True), 0, 0
    return 2 * first + second <= (first + second + sum(rest) if whole is None else whole)


def batch(workers: Sequence[Person], scores: Sequence[tuple[int, ...]]) -> list[int]:
    """Which of the waiting pairs may be added up now, by their place; none where they would tell of somebody.

    Definition: as many whole tens as may be; what is over is left out of those of the worker who has most. They have
    three workers; whoever of the workers takes the own pairs off is left with ten, of which no other has more than
    half; and with or without the pairs of any one worker, three at least do not have the score that most have, in
    any role. So whoever takes the own off cannot tell the other pairs apart by worker: the mean of any other lies
    anywhere in a stretch at least twice as long as the mean distance of the rest to their median.
    Reference: own rule, after the tracker attacks of Denning & Schlorer 1983; sums of equal scores tell each of them
    (attribute disclosure; Hundepool et al. 2012). Assumes: nothing is taken out again. Limits: all workers of a batch
    but one, who put together what they know, can subtract: where there are three, two.
    """
    left = list(range(len(workers)))
    while left and (len(left) % TEN or not none_outweighs(Counter(workers[place] for place in left).values())):
        most = Counter(workers[place] for place in left).most_common(1)[0][0]
        left.remove(max(place for place in left if workers[place] == most))
    if not fits(Counter(workers[place] for place in left).values()):
        return []
    for without in (None, *{workers[place] for place in left}):
        rest = [scores[place] for place in left if without is None or workers[place] != without]
        for role in range(len(rest[0])):
            if len(rest) - Counter(each[role] for each in rest).most_common(1)[0][1] < OTHERWISE:
                return []
    return left


def impossible(cell: Cell, low: int, high: int) -> str | None:
    """Why these cannot be the sums of n pairs of scores from `low` to `high`, or tell each of them; None if they can.

    Definition: each sum within n times the ends of the scale; squares at least what equal scores would give (Cauchy &
    Schwarz) and at most what scores at the two ends would; the products within what the two spreads allow.
    Limits: necessary, not sufficient: sums that somebody made up with care pass.
    """
    n = cell.n
    spreads = []
    for name, total, squares in (("client", cell.x, cell.xx), ("professional", cell.y, cell.yy)):
        if not n * low <= total <= n * high:
            return f"the sum of the {name} is not one of {n} scores from {low} to {high}"
        spread = n * squares - total * total
        if spread < 0 or squares > (low + high) * total - n * low * high:
            return f"the squares of the {name} do not go with the sum"
        if spread == 0:
            return f"all scores of the {name} are equal, so that each is known"
        spreads.append(spread)
    if (n * cell.xy - cell.x * cell.y) ** 2 > spreads[0] * spreads[1]:
        return "the products do not go with the squares"
    return None


def step_back(earlier: Cell, later: Cell | None, low: int, high: int) -> str | None:
    """Why `later` may not come after `earlier` of the same organisation; None where it may, or is the same.

    Definition: nothing goes away, and what came is of ten pairs or more and could be sums of its own. So who holds both
    never has the difference of one pair.
    """
    if later is None or later.n < earlier.n:
        return f"there were {earlier.n} pairs before: who has both could subtract them"
    if later == earlier:
        return None
    if later.n - earlier.n < TEN:
        return "other sums of as many pairs: who has both could subtract them"
    if reason := impossible(later - earlier, low, high):
        return f"what came since is no sum of {later.n - earlier.n} pairs: {reason}"
    return None


def may_tell(told: Mapping[Person, Cell], waiting: Mapping[Person, Cell]) -> bool:
    """Whether a figure of all organisations together may go on from `told` to with `waiting`.

    Definition: it changes by six organisations the first time and by four from then on, and by whichever of them takes
    its own off, no other is more than half of the rest. So neither the figure, nor what it is less one's own, nor what
    it changed by tells of one organisation. Reference: the dominance and p % rules of Hundepool et al. 2012.
    Limits: organisations that put together what they know can subtract each other.
    """
    changed = [more for of, each in waiting.items() if (more := each.n - told.get(of, NOTHING).n)]
    return len(changed) >= (CHANGED if told else TOGETHER) and none_outweighs(changed)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean and its interval at 95 %, in points; and the standard deviation (n-1)."""

    mean: float
    interval: Interval
    sd: float


@dataclass(frozen=True, slots=True)
class Told:
    """What a cell says: the mean of either role, and how far the two of a pair say the same."""

    n: int
    client: Mean
    professional: Mean
    alike: Agreement


def told_of(cell: Cell, unit: int) -> Told:
    """Means and agreement from sums in parts of a point (`unit` to a point).

    Definition: mean, standard deviation (n-1), agreement as of the pairs themselves. Estimator: moments, exact until
    the last step; intervals at 95 % by Student's t, and those of `agreement`. Reference: Chan, Golub & LeVeque 1983.
    Assumes: pairs that know nothing of each other. Limits: pairs of one worker are alike, so the true intervals are
    wider; sums do not know workers.

    Raises Refused: fewer than three pairs, or scores that do not vary.
    """
    n = cell.n
    if n < LEAST_ROWS:
        raise Refused(f"too few pairs with both scores: {n}, at least {LEAST_ROWS} are needed")
    client, professional = (_around(n, *each, unit) for each in ((cell.x, cell.xx), (cell.y, cell.yy)))
    products = float(Fraction(n * cell.xy - cell.x * cell.y, n * unit**2))
    means = cell.x / n / unit, cell.y / n / unit
    return Told(
        n,
        _mean(n, means[0], client),
        _mean(n, means[1], professional),
        agreement_of_moments(Moments(n, *means, client, professional, products)),
    )


def _around(n: int, total: int, squares: int, unit: int) -> float:
    """Squares around the mean, added up, in points."""
    around = Fraction(n * squares - total * total, n * unit**2)
    if around <= 0:
        raise Refused("the scores do not vary")
    return float(around)


def _mean(n: int, mean: float, around: float) -> Mean:
    sd = float(np.sqrt(around / (n - 1)))
    reach = t_reach(sd, n)
    return Mean(mean, (mean - reach, mean + reach), sd)
