"""How the rounds of a team go, in words. What may be shown is decided in the database (docs/methods/figures.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from babel.dates import format_date
from django.utils.translation import gettext as _

from alliantie.access.call import read
from alliantie.access.identity import Actor
from alliantie.people.queries import teams_led
from alliantie.practices import UnknownPracticeError, library

LOCALES = {"nl": "nl_NL", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of one practice: numbers of clients as whole tens ("30 tot en met 39"), None where too few."""

    name: str
    possible: str | None
    begun: str | None
    looked: str | None
    talked: str | None


@dataclass(frozen=True, slots=True)
class PracticeFigures:
    """The quarters of one practice, newest first, from the newest there can be to the oldest that is shown."""

    name: str
    quarters: tuple[Quarter, ...]


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """A team and its practices."""

    name: str
    practices: tuple[PracticeFigures, ...]


def team_figures(actor: Actor, language: str, today: date) -> tuple[TeamFigures, ...]:
    """The figures of every team the actor leads. Two queries. Raises Denied for who leads none."""
    teams = teams_led(actor)
    found: dict[tuple[UUID, str], dict[date, tuple[int | None, ...]]] = {}
    for team, practice, first_day, *numbers in read("alliance.team_figures"):
        found.setdefault((team, practice), {})[first_day] = tuple(numbers)
    newest = quarter_before(quarter_before(first_day_of_quarter(today)))
    return tuple(
        TeamFigures(
            team.name,
            tuple(
                PracticeFigures(
                    name_of(practice, language), _quarters(found.get((team.id, practice), {}), newest, language)
                )
                for practice in sorted(team.organisation.practices)
            ),
        )
        for team in teams
    )


def first_day_of_quarter(day: date) -> date:
    """The first day of the quarter a day lies in."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def quarter_before(first_day: date) -> date:
    """The first day of the quarter before the one that begins on a day."""
    return date(first_day.year - 1, 10, 1) if first_day.month == 1 else date(first_day.year, first_day.month - 3, 1)


def quarter_in_words(first_day: date, language: str) -> str:
    """ "April tot en met juni 2026"."""
    locale = LOCALES[language]
    last = date(first_day.year, first_day.month + 2, 1)
    words = _between(format_date(first_day, "MMMM", locale), format_date(last, "MMMM y", locale))
    return words[:1].upper() + words[1:]


def tens_in_words(tens: int | None) -> str | None:
    """ "30 tot en met 39"; None for what is not shown."""
    return None if tens is None else _between(tens, tens + 9)


def _between(least: object, most: object) -> str:
    """Months or numbers, both of them meant: of days the same is said otherwise in English."""
    return _("%(least)s tot en met %(most)s") % {"least": least, "most": most}


def _quarters(shown: dict[date, tuple[int | None, ...]], newest: date, language: str) -> tuple[Quarter, ...]:
    return tuple(
        Quarter(quarter_in_words(day, language), *map(tens_in_words, shown.get(day, (None,) * 4)))
        for day in _back(newest, min(shown, default=None))
    )


def _back(newest: date, oldest: date | None) -> Iterable[date]:
    while oldest is not None and newest >= oldest:
        yield newest
        newest = quarter_before(newest)


def name_of(practice_id: str, language: str) -> str:
    """What a practice is called; one that is not there any more by its id."""
    try:
        return library().latest(practice_id).name.in_(language)
    except UnknownPracticeError:
        return practice_id
