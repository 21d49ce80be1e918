"""One cell of a file read as what it has to be, and told in one way of writing, so that two ways compare alike."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from alliantie.money.amounts import NoAmountError, read_euros
from alliantie.norms.timeline import FIRST_DAY
from alliantie.people.numbers import NoNumberError, read_number

# Control characters, bytes that were no UTF-8, line separators, and marks that turn the direction of text.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_DUTCH = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})", re.ASCII)
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_YES_NO = {"yes": "t", "ja": "t", "true": "t", "1": "t", "no": "f", "nee": "f", "false": "f", "0": "f"}

LONGEST_REFERENCE = 60
BETWEEN, WITH = "|", ":"
"""What stands between the parts of a list, and between the words of one part."""

Reader = Callable[[str], str]


def seen(text: str) -> None:
    """Raise ValueError for signs no reader sees."""
    if found := UNSEEN.search(text):
        raise ValueError("is no UTF-8" if "\ud800" <= found[0] <= "\udfff" else "holds a control character")


def text(longest: int) -> Reader:
    """Text of at most so many signs, as it is: a sign that begins a formula is a sign like any other."""

    def read(said: str) -> str:
        if len(said) > longest:
            raise ValueError(f"is longer than {longest} characters")
        return said

    return read


def reference(said: str) -> str:
    """A number of the other system."""
    if BETWEEN in said or WITH in said:
        raise ValueError(f"may have no {BETWEEN} and no {WITH}")
    return text(LONGEST_REFERENCE)(said)


def choice(*options: str) -> Reader:
    """One of these words."""

    def read(said: str) -> str:
        if said not in options:
            raise ValueError(f"must be one of {', '.join(options)}")
        return said

    return read


@lru_cache(maxsize=65_536)
def day(said: str) -> str:
    """A day, 2026-03-12 or 12-03-2026, as 2026-03-12."""
    if found := _ISO.fullmatch(said):
        year, month, number = found.groups()
    elif found := _DUTCH.fullmatch(said):
        number, month, year = found.groups()
    else:
        raise ValueError("must be a date, such as 2026-03-12 or 12-03-2026")
    try:
        read = date(int(year), int(month), int(number))
    except ValueError:
        raise ValueError("is no day of the calendar") from None
    if read < FIRST_DAY:
        raise ValueError(f"lies before {FIRST_DAY.year}")
    return read.isoformat()


def past_day(today: date) -> Reader:
    """A day that has been."""
    last = today.isoformat()

    def read(said: str) -> str:
        found = day(said)
        if found > last:
            raise ValueError("lies in the future")
        return found

    return read


def time_of_day(said: str) -> str:
    """A time, such as 14:30."""
    if not _TIME.fullmatch(said):
        raise ValueError("must be a time, such as 14:30")
    return said


def minutes(said: str) -> str:
    """How long, in whole minutes of one day."""
    if not (said.isascii() and said.isdigit() and len(said) <= 4 and 1 <= int(said) <= 1440):
        raise ValueError("must be a whole number from 1 to 1440")
    return str(int(said))


def amount(said: str) -> str:
    """Euros with a decimal comma (1.234,56) or point (1234.56), as 1234.56."""
    try:
        return f"{read_euros(said):.2f}"
    except NoAmountError:
        raise ValueError("must be an amount in euros, such as 1.234,56 or 1234.56") from None


def yes_no(said: str) -> str:
    """Yes or no, in Dutch or English."""
    if said.lower() not in _YES_NO:
        raise ValueError("must be yes or no (ja or nee)")
    return _YES_NO[said.lower()]


def citizen_number(said: str) -> str:
    """A citizen service number or Belgian national number, as its digits."""
    try:
        return read_number(said).digits
    except NoNumberError:
        raise ValueError("is no citizen service number: a digit is missing or mistyped") from None


def listed(said: str) -> list[str]:
    """The parts of a list."""
    return [part.strip() for part in said.split(BETWEEN)]


def references(said: str) -> str:
    """Numbers of the other system, each once."""
    found = [reference(part) for part in listed(said)]
    if "" in found:
        raise ValueError(f"has an empty part; write A1 or A1{BETWEEN}A2")
    if len(set(found)) != len(found):
        raise ValueError("names someone twice")
    return BETWEEN.join(sorted(found))
