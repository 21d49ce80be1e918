"""Periods as practice files write them (``P6W``, ``P3M``, ``P14D``, ``P1Y``) and dates counted with them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["D", "W", "M", "Y"]

PATTERN = r"^P[1-9][0-9]{0,2}[DWMY]$"
_UNITS: dict[str, Unit] = {"D": "D", "W": "W", "M": "M", "Y": "Y"}
_PERIOD = re.compile(r"P([1-9][0-9]{0,2})([DWMY])")
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
        months = start.year * 12 + start.month - 1 + self.count * (12 if self.unit == "Y" else 1)
        year, month = divmod(months, 12)
        if year > date.max.year:
            raise OverflowError(f"{self} after {start} lies past the year {date.max.year}")
        last_day = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(start.day, last_day))

    def in_words(self, language: str) -> str:
        """The period in words, such as "6 weken" or "1 month"; raises ValueError for another language than nl, en."""
        if language not in _WORDS:
            raise ValueError(f"no words for periods in {language!r}")
        one, many = _WORDS[language][self.unit]
        return f"{self.count} {one if self.count == 1 else many}"


def parse_period(value: object) -> Period:
    """The period a text such as ``P6W`` stands for; raises ValueError with a plain reason."""
    if isinstance(value, Period):
        return value
    found = _PERIOD.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("must be a period with one unit, such as P14D, P6W, P3M or P1Y")
    return Period(int(found[1]), _UNITS[found[2]])
