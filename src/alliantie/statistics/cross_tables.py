"""What may be published of a table of groups by kinds, with its totals, so that no small cell follows from the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.refusals import Refused

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class PublishedTable:
    """A table as it may be published: `shown` says which groups are, `kinds` has the totals of all, None if hidden."""

    counts: Counts
    shown: NDArray[np.bool_]
    kinds: Counts | None

    @property
    def total(self) -> int | None:
        """All together, None if hidden."""
        return None if self.kinds is None else int(self.kinds.sum())


def publish_table(counts: Counts, threshold: int) -> PublishedTable:
    """Counts (groups by kinds) without the groups in which a cell is below the threshold, nor what gives them away.

    Definition: a group with a cell below the threshold is hidden as a whole, its total too (primary). Other groups are
    then hidden one by one, in the order of the rows (complementary), until in each kind what is hidden adds up to more
    than p (threshold - 1) + k threshold, for p groups of the first sort and k others. If that never comes, all is
    hidden, the totals too. Else the totals of the kinds and of all stand, and those of the groups that are shown.
    Guarantee: for each hidden cell that is small every count from 0 to threshold - 1 stays possible, for someone who
    knows this rule, all names, all that is shown and the totals that are. Since no total of a hidden group is known,
    the kinds hang together only through which groups are hidden, and in each kind one hidden cell is free to take up
    what another gives. That is why whole groups are hidden and not cells.
    Reference: Hundepool et al. 2012 on primary and complementary suppression; the rule is our own, proved by
    enumeration in the tests.
    Assumes: the order says nothing about the counts; nobody counts in two cells; the totals of hidden groups are
    published nowhere else.
    Limits: a kind that is rare hides many groups: put kinds together first. Units: counts.

    Raises Refused: no groups or fewer than two kinds, a threshold below 2, a count that is negative.
    """
    if counts.ndim != 2 or not counts.size:
        raise Refused("there are no groups")
    if counts.shape[1] < 2:
        raise Refused("there is one kind; a table by kind needs two")
    if threshold < 2:
        raise Refused("a threshold below 2 protects nobody")
    if counts.min() < 0:
        raise Refused("a count is below 0")
    hidden: NDArray[np.bool_] = np.any(counts < threshold, axis=1)
    totals = counts.sum(axis=0)
    small = int(hidden.sum())
    if not small:
        return PublishedTable(counts, ~hidden, totals)
    others = [None, *np.flatnonzero(~hidden)]
    for k, row in enumerate(others):
        if row is not None:
            hidden[row] = True
        if (counts[hidden].sum(axis=0) > small * (threshold - 1) + k * threshold).all():
            return PublishedTable(counts, ~hidden, totals)
    return PublishedTable(counts, np.zeros(len(counts), dtype=bool), None)
