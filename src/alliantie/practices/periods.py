"""Periods as practice files write them (``P6W``, ``P3M``, ``P14D``, ``P1Y``) and dates counted with them.

A term of a norm is a period or a number of working days (``P3WD``; ``P0WD`` is the same working day). Which days are
working days differs by country and is known to `alliantie.norms.calendars`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from alliantie.practices.messages import message

Unit = Literal["D", "W", "M", "Y"]

PATTERN = r"^P[1-9][0-9]{0,2}[DWMY]$"
TERM_PATTERN = r"^P([1-9][0-9]{0,2}[DWMY]|(0|[1-9][0-9]{0,2})WD)$"
_UNITS: dict[str, Unit] = {"D": "D", "W": "W", "M": "M", "Y": "Y"}
_PERIOD = re.compile(r"P([1-9][0-9]{0,2})([DWMY])")
_WORKING_DAYS = re.compile(r"P(0|[1-9][0-9]{0,2})WD")
_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "nl": {"D": ("dag", "dagen"), "W": ("week", "weken"), "M": ("maand", "maanden"), "Y": ("jaar", "jaar")},
    "en": {"D": ("day", "days"), "W": ("week", "weeks"), "M": ("month", "months"), "Y": ("year", "years")},
}


@dataclass(frozen=True)
class Period:
    """A whole number of days, weeks, months or years: one unit, as ISO 8601 writes it."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"P{self.count}{self.unit}"

    def after(self, start: date) -> date:
        """The date this period after `start`.

        Months and years keep the day of the month; where the target month is shorter, its last day counts
        (three months after 30 November is 28 or 29 February). Raises OverflowError past the year 9999.
        """
        if self.unit in ("D", "W"):
            return start + timedelta(days=self.count * (7 if self.unit == "W" else 1))
        return _months_on(start, self.count * (12 if self.unit == "Y" else 1))

    def before(self, end: date) -> date:
        """The date this period before `end`, months as in `after`. Raises OverflowError before the year 1."""
        if self.unit in ("D", "W"):
            return end - timedelta(days=self.count * (7 if self.unit == "W" else 1))
        return _months_on(end, -self.count * (12 if self.unit == "Y" else 1))

    def in_words(self, language: str) -> str:
        """The period in words, such as "6 weken" or "1 month"; raises ValueError for another language than nl, en."""
        if language not in _WORDS:
            raise ValueError(f"no words for periods in {language!r}")
        one, many = _WORDS[language][self.unit]
        return f"{self.count} {one if self.count == 1 else many}"


@dataclass(frozen=True)
class WorkingDays:
    """A number of working days; none means the same day, or the first working day after it."""

    count: int

    def __str__(self) -> str:
        return f"P{self.count}WD"

    def in_words(self, language: str) -> str:
        """The term in words, such as "3 werkdagen"; raises ValueError for another language than nl, en."""
        if language not in _WORDS:
            raise ValueError(f"no words for terms in {language!r}")
        if self.count == 0:
            return "dezelfde werkdag" if language == "nl" else "the same working day"
        one, many = ("werkdag", "werkdagen") if language == "nl" else ("working day", "working days")
        return f"{self.count} {one if self.count == 1 else many}"


Term = Period | WorkingDays


def unit(term: Term) -> str:
    """In what a term counts: terms of one unit can be compared by their `count`."""
    return term.unit if isinstance(term, Period) else "WD"


def _months_on(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"{months} months from {start} lies outside the calendar")
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def parse_period(value: object) -> Period:
    """The period a text such as ``P6W`` stands for; raises ValueError with a plain reason."""
    if isinstance(value, Period):
        return value
    found = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(message("Schrijf een periode met één eenheid, zoals P14D, P6W, P3M of P1Y."))
    return Period(int(found[1]), _UNITS[found[2]])


def parse_term(value: object) -> Term:
    """The term a text such as ``P6W`` or ``P3WD`` stands for; raises ValueError with a plain reason."""
    if isinstance(value, Period | WorkingDays):
        return value
    found = _WORKING_DAYS.fullmatch(value) if isinstance(value, str) else None
    if found is not None:
        return WorkingDays(int(found[1]))
    try:
        return parse_period(value)
    except ValueError:
        raise ValueError(
            message("Schrijf een termijn met één eenheid, zoals P6W of P3M, of werkdagen: P3WD.")
        ) from None


def each_time(term: Term, language: str) -> str:
    """A period that comes again and again: "per jaar" and "every year", not "per 1 jaar"."""
    return term.in_words(language).removeprefix("1 ")


def times(number: int, language: str) -> str:
    """How often: "3" before "keer", or "once", "twice", "3 times"."""
    if language == "nl":
        return str(number)
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
