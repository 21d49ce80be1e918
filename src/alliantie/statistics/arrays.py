"""What the methods share: the kinds of arrays, and the checks before any reckoning."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alliantie.statistics.refusals import Refused

Numbers = NDArray[np.float64]
"""Numbers of any shape; each docstring says which. NaN is missing."""

Places = NDArray[np.intp]
"""Places in an array, 0 the first."""


def need_rows(found: int, least: int, what: str = "rows") -> None:
    """Refuse fewer rows than a method can answer for."""
    if found < least:
        raise Refused(f"too few {what}: {found}, at least {least} are needed")


def complete_rows(table: Numbers) -> Numbers:
    """The rows (rows by columns) in which nothing is missing."""
    whole = np.ones(len(table), dtype=bool)
    # Column by column: along short rows numpy is many times slower.
    for column in table.T:
        whole &= ~np.isnan(column)
    kept: Numbers = table[whole]
    return kept


def varies(values: Numbers) -> bool:
    """Do these numbers differ by more than the rounding of a computer; missing ones are left out."""
    if not values.size:
        return False
    # These pass over what is missing; where all is, they give NaN, which is not above anything.
    low, high = float(np.fmin.reduce(values, axis=None)), float(np.fmax.reduce(values, axis=None))
    return high - low > 16 * float(np.finfo(float).eps) * max(abs(low), abs(high))


def need_variance(table: Numbers, names: Sequence[str] | None = None) -> None:
    """Refuse a table (rows by columns) with a column in which everyone has the same number, and name the column."""
    for place in range(table.shape[1]):
        if not varies(table[:, place]):
            name = names[place] if names else f"column {place + 1}"
            raise Refused(f"{name} does not vary")


def pearson(one: Numbers, other: Numbers) -> float:
    """Pearson's correlation of two columns without missing values, each of which varies."""
    x, y = one - one.mean(), other - other.mean()
    return float(np.clip(x @ y / np.sqrt((x @ x) * (y @ y)), -1, 1))
