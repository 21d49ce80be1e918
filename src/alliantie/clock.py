"""The one clock. Everything that needs the moment or the day asks here, so tests and the demo can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/Amsterdam")

_fixed: ContextVar[datetime | None] = ContextVar("fixed_moment", default=None)


def now() -> datetime:
    """The moment, in UTC, with its time zone."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The day as people here write it, which near midnight differs from the day in UTC."""
    return now().astimezone(HOME).date()


def day_of(moment: datetime) -> date:
    """The day on which a moment falls for people here."""
    return moment.astimezone(HOME).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock still at `moment` (which must carry a time zone) within the block."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
