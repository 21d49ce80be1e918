"""Dates and times in words, as people say them: "donderdag 12 maart", "10.42 uur"."""

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from django.utils import timezone

# British English puts day before month, as Dutch does.
LOCALES = {"nl": Locale("nl", "NL"), "en": Locale("en", "GB")}


def _local(moment: date) -> date:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


# A page tells the same few days again and again.
@lru_cache(maxsize=4096)
def _in_words(day: date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=LOCALES[language])


def _day(moment: date) -> date:
    moment = _local(moment)
    return moment.date() if isinstance(moment, datetime) else moment


def day_in_words(moment: date, language: str, today: date | None = None) -> str:
    """Return weekday, day and month, with the year unless `today` lies in the same one.

    An aware datetime is first brought to the active time zone. Raises KeyError for another language than nl or en.
    """
    day = _day(moment)
    this_year = today is not None and _day(today).year == day.year
    return _in_words(day, "EEEE d MMMM" if this_year else "EEEE d MMMM y", language)


def short_day_in_words(moment: date, language: str, today: date | None = None) -> str:
    """Return day and month without the weekday, with the year unless `today` lies in the same one."""
    day = _day(moment)
    this_year = today is not None and _day(today).year == day.year
    return _in_words(day, "d MMMM" if this_year else "d MMMM y", language)


def clock_time_in_words(moment: datetime, language: str) -> str:
    """Return "10.42 uur" or "10:42", in the active time zone when the datetime is aware."""
    moment = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    if language == "nl":
        return f"{moment.hour}.{moment.minute:02d} uur"
    return f"{moment.hour}:{moment.minute:02d}"
