"""Counting how many measures run as a month begins, so that a later correction shows (docs/methods/stock.md)."""

from __future__ import annotations

from alliantie.access.call import call
from alliantie.access.identity import JOB, acting


def count_this_month() -> int:
    """Count what ran at the start of this month, unless that was done; gives for how many kinds. One query."""
    with acting(JOB):
        return int(call("access.count_stock"))


def keep_outcomes() -> int:
    """Make the figures of how cases ended anew, of each team and organisation; gives of how many. One query."""
    with acting(JOB):
        return int(call("access.keep_outcomes"))


def keep_stock() -> int:
    """Make the numbers of measures by month anew, of each team and organisation; gives of how many. One query."""
    with acting(JOB):
        return int(call("access.keep_stock"))


def keep_waiting() -> int:
    """Count who waits for each team and organisation as the month begins; of how many places that was done now."""
    with acting(JOB):
        return int(call("access.keep_waiting"))
