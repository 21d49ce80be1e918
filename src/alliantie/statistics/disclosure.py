"""What may be published of small groups, so that nobody's number follows from the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.refusals import Refused


@dataclass(frozen=True, slots=True)
class Published:
    """A table as it may be published; None is hidden, and never says why. See `publish`."""

    shown: tuple[int | None, ...]
    total: int | None


def publish(counts: Sequence[int], threshold: int) -> Published:
    """Counts of groups without those below the threshold, and without what would give them away.

    Definition: groups below the threshold are hidden (primary). The other groups are then hidden one by one, in the
    order of `counts` (complementary), until what is hidden adds up to more than the most the p small ones can be and
    k other ones must be: p (threshold - 1) + k threshold. If that never comes, the total is hidden too. Where all
    groups are small, the total is shown if it lies between threshold and (p - 1) (threshold - 1).
    Guarantee: for each small group every count from 0 to threshold - 1 stays possible, for someone who knows this
    rule, all names, all that is shown and the total from elsewhere; where the total is hidden, for someone who does
    not know it. That is why others are hidden by their place and not by their size: hiding the smallest would say
    that the hidden ones are smaller than what is shown.
    Reference: Hundepool et al. 2012 on primary and complementary suppression; the rule is our own, proved by
    enumeration in the tests.
    Assumes: one table; the order says nothing about the counts (take the names in alphabetical order); nobody counts
    in two groups.
    Limits: whoever knows all members of the other hidden groups can subtract them; tables of other filters or months
    need a look together. Units: counts.

    Raises Refused: no groups, a threshold below 2, a count that is negative.
    """
    if not counts:
        raise Refused("there are no groups")
    if threshold < 2:
        raise Refused("a threshold below 2 protects nobody")
    if min(counts) < 0:
        raise Refused("a count is below 0")
    small = [place for place, count in enumerate(counts) if count < threshold]
    others = [place for place, count in enumerate(counts) if count >= threshold]
    if not small:
        return Published(tuple(counts), sum(counts))
    most = len(small) * (threshold - 1)
    hidden, inside = set(small), sum(counts[place] for place in small)
    if not others and threshold <= inside <= most - (threshold - 1):
        return Published((None,) * len(counts), inside)
    for k, place in enumerate(others, 1):
        hidden.add(place)
        inside += counts[place]
        if inside > most + k * threshold:
            shown = tuple(None if at in hidden else count for at, count in enumerate(counts))
            return Published(shown, sum(counts))
    return Published((None,) * len(counts), None)


def smallest_part(membership: NDArray[np.bool_]) -> int | None:
    """The smallest group that figures, taken together, can tell of (people by figures: who counts in which).

    Definition: people who count in the same figures are one part; whatever is added to or subtracted from what, a
    result is about whole parts. So figures whose smallest part reaches the threshold tell of no smaller group, over
    reports, filters and months. None if nobody counts anywhere.
    Estimator: none; it is a count. Reference: Denning & Schlorer 1983 on trackers.
    Assumes: figures that add up over people, such as counts and sums; an attacker who knows who counts in which.
    Limits: strict: a small part is no leak by itself. Units: people.
    """
    counted = membership[membership.any(axis=1)]
    if not len(counted):
        return None
    _, sizes = np.unique(counted, axis=0, return_counts=True)
    return int(sizes.min())
