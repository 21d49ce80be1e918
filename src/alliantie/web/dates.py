"""Dates and times in words, as people say them: "donderdag 12 maart", "10.42 uur"."""

from datetime import date, datetime

from babel.dates import format_date
from django.utils import timezone

# British English puts day before month, as Dutch does.
_LOCALES = {"nl": "nl_NL", "en": "en_GB"}


def _local(moment: date) -> date:
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


def day_in_words(moment: date, language: str, today: date | None = None) -> str:
    """Return weekday, day and month, with the year unless `today` lies in the same one.

    An aware datetime is first brought to the active time zone. Raises KeyError for another language than nl or en.
    """
    moment = _local(moment)
    this_year = today is not None and _local(today).year == moment.year
    pattern = "EEEE d MMMM" if this_year else "EEEE d MMMM y"
    return format_date(moment, pattern, locale=_LOCALES[language])


def short_day_in_words(moment: date, language: str, today: date | None = None) -> str:
    """Return day and month without the weekday, with the year unless `today` lies in the same one."""
    moment = _local(moment)
    this_year = today is not None and _local(today).year == moment.year
    return format_date(moment, "d MMMM" if this_year else "d MMMM y", locale=_LOCALES[language])


def clock_time_in_words(moment: datetime, language: str) -> str:
    """Return "10.42 uur" or "10:42", in the active time zone when the datetime is aware."""
    moment = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    if language == "nl":
        return f"{moment.hour}.{moment.minute:02d} uur"
    return f"{moment.hour}:{moment.minute:02d}"
