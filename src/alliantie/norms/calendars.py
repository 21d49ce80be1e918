"""Working days of the Netherlands and Belgium, and the dates a term leads to.

Netherlands: Algemene termijnenwet, articles 1 and 3: Saturday, Sunday, New Year's Day, Good Friday, Easter Monday,
Ascension Day, Whit Monday, both days of Christmas, the day on which the King's birthday is celebrated and 5 May.
Belgium: the ten public holidays of the Royal Decree of 18 April 1974, and Saturday and Sunday.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Literal

from alliantie.practices.periods import Period, Term, WorkingDays

Country = Literal["NL", "BE"]

# Days from Easter Sunday, and days of the year as month and day.
_HOLIDAYS: dict[Country, tuple[tuple[int, ...], tuple[tuple[int, int], ...]]] = {
    "NL": ((-2, 1, 39, 50), ((1, 1), (5, 5), (12, 25), (12, 26))),
    "BE": ((1, 39, 50), ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))),
}
_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


@cache
def holidays(country: Country, year: int) -> frozenset[date]:
    """The public holidays of one year; raises KeyError for another country."""
    moving, fixed = _HOLIDAYS[country]
    days = {easter_sunday(year) + timedelta(days=offset) for offset in moving}
    days |= {date(year, month, day) for month, day in fixed}
    return frozenset(days | {kings_day(year)} if country == "NL" else days)


def kings_day(year: int) -> date:
    """The day of the Dutch King's or Queen's birthday: 27 April (until 2013: 30 April), never on a Sunday."""
    if year >= 2014:
        day = date(year, 4, 27)
        return day - _DAY if day.weekday() == _SUNDAY else day
    day = date(year, 4, 30)
    # The Queen's day moved to the Monday until 1979, to the Saturday after.
    return day + (_DAY if year < 1980 else -_DAY) if day.weekday() == _SUNDAY else day


def easter_sunday(year: int) -> date:
    """Easter in the Gregorian calendar, also before its time (Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def is_working_day(day: date, country: Country) -> bool:
    """Whether `day` is no Saturday, Sunday or public holiday."""
    return day.weekday() < _SATURDAY and day not in holidays(country, day.year)


def working_day_from(day: date, country: Country) -> date:
    """`day` itself if it is a working day, else the first one after it."""
    while not is_working_day(day, country):
        day += _DAY
    return day


def after(start: date, term: Term, country: Country) -> date:
    """The last day of `term` after `start`; the day of the start itself does not count. Raises OverflowError."""
    if not isinstance(term, WorkingDays):
        return term.after(start)
    day = working_day_from(start, country) if term.count == 0 else start
    for _ in range(term.count):
        day = working_day_from(day + _DAY, country)
    return day


def last_day(end: date) -> date:
    """The last day of what is over on `end`, as people say it: up to and including that day."""
    return end - _DAY


def lasts_until(start: date, term: Term, country: Country) -> date:
    """The last day of what begins on `start` and lasts for `term`: the first day is one of them. Raises OverflowError.

    What lasts a month from 31 January has 28 February, too: there is no 31 February by which it would be over.
    """
    end = after(start, term, country)
    short = isinstance(term, Period) and term.unit in ("M", "Y") and end.day < start.day
    return end if short else last_day(end)


def before(end: date, term: Term, country: Country) -> date:
    """The last day on which `term` still lies between it and `end`. Raises OverflowError."""
    if not isinstance(term, WorkingDays):
        return term.before(end)
    day = end
    for left in range(term.count, -1, -1):
        while not is_working_day(day, country):
            day -= _DAY
        day -= _DAY if left else timedelta()
    return day
