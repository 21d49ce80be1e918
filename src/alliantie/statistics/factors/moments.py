"""What a factor model sees of the rows of one group: their number, means and covariances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alliantie.statistics.arrays import Numbers
from alliantie.statistics.refusals import Refused


@dataclass(frozen=True)
class Moments:
    """Number of rows, means (items,) and covariances (items, items) divided by the number of rows, not one less."""

    rows: int
    means: Numbers
    covariances: Numbers


def moments(rows: Numbers, items: Sequence[str], of: str = "") -> Moments:
    """The moments of `rows` (rows, items), those with a missing value left out; `of` names the group in a reason.

    Raises Refused for no more rows than items, an item that does not vary, or items of which one follows from others.
    """
    where = f" in group {of}" if of else ""
    complete = rows[~np.isnan(rows).any(axis=1)]
    count = len(complete)
    if count <= len(items):
        raise Refused(f"there are {count} complete rows{where} for {len(items)} items; more rows than items are needed")
    for place in np.flatnonzero(np.ptp(complete, axis=0) == 0)[:1]:
        raise Refused(f"item {items[place]} is the same in all rows{where}")
    means = complete.mean(axis=0)
    off = complete - means
    covariances = off.T @ off / count
    deviations = np.sqrt(np.diag(covariances))
    least = float(np.linalg.eigvalsh(covariances / np.outer(deviations, deviations))[0])
    if least <= 1e-10:
        raise Refused(f"the covariances{where} are not positive definite: an item follows exactly from others")
    return Moments(count, means, covariances)
