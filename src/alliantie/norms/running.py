"""How long a term runs that an organisation sets for somebody, such as the days to repair something."""

from __future__ import annotations

from datetime import date, timedelta

from alliantie.norms import calendars
from alliantie.norms.standing import Standing
from alliantie.practices.norm import Runs

MOST_DAYS = 3660
"""More days than this, ten years, are counted as so many: what somebody mistyped is no reason to fail."""


def first_end(standing: Standing, runs: Runs, start: date) -> date:
    """The first day on which a term from `start` may end: the last of its least and the days set by then."""
    ends = [calendars.after(start, runs.least, standing.practice.country)]
    if runs.days is not None:
        said = [
            fact.values.get(runs.days.value) for fact in standing.by_kind.get(runs.days.fact, ()) if fact.on <= start
        ]
        days = said[-1] if said else None
        if isinstance(days, int):
            ends.append(start + timedelta(days=min(max(days, 0), MOST_DAYS)))
    return max(ends)
