"""The days of a story: counted back or ahead from today, and never in a weekend."""

from __future__ import annotations

from datetime import date, time, timedelta

FIRST_TALK = time(10, 0)
COVERED = timedelta(days=21)
# The reading log begins so many days ago: longer would cost time, and shows nothing more.
READ_FROM = 120


def workday(days_ago: int, today: date) -> date:
    """The day so many days before `today`; a day in the weekend becomes the Friday before it."""
    day = today - timedelta(days=days_ago)
    return day - timedelta(days=max(0, day.weekday() - 4))


def day_ahead(days: int, today: date) -> date:
    """The day so many days after `today`; a later day in the weekend becomes the Monday after it."""
    day = today + timedelta(days=days)
    return day + timedelta(days=7 - day.weekday()) if days and day.weekday() > 4 else day
