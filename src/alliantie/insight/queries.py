"""How the rounds of a team go, in words. What may be shown is decided in the database (docs/methods/figures.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from babel.dates import format_date
from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.access.policies import Denied
from alliantie.insight.kept import kept
from alliantie.people.models import Organisation, Team
from alliantie.people.queries import organisation_managed, teams_led
from alliantie.practices import UnknownPracticeError, library

LOCALES = {"nl": "nl_NL", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of one practice: numbers of clients as whole tens, None where too few."""

    name: str
    tens: tuple[int | None, ...]
    year: int | None = None

    @property
    def words(self) -> tuple[str | None, ...]:
        """ "30 tot en met 39", of each number."""
        return tuple(map(tens_in_words, self.tens))


@dataclass(frozen=True, slots=True)
class PracticeFigures:
    """The quarters of one practice, newest first, from the newest there can be to the oldest that is shown."""

    name: str
    quarters: tuple[Quarter, ...]


@dataclass(frozen=True, slots=True)
class PlaceFigures:
    """A team, or an organisation as a whole, and its practices; and when its figures were made."""

    name: str
    practices: tuple[PracticeFigures, ...]
    made_at: datetime


def round_figures(actor: Actor, language: str, today: date) -> tuple[PlaceFigures, ...]:
    """The figures of the organisation the actor manages and of every team the actor leads. Three queries.

    Raises Denied for who has neither office.
    """
    found: dict[tuple[UUID, UUID | None, str], dict[date, tuple[int | None, ...]]] = {}
    places = places_of(actor)
    made = kept(actor, "rounds", (key_of(place) for place, _practices in places))
    for place_key, rows in made.rows.items():
        for practice, first_day, *numbers in rows:
            day = first_day if isinstance(first_day, date) else date.fromisoformat(first_day)
            found.setdefault((*place_key, practice), {})[day] = tuple(numbers)
    newest = quarter_before(quarter_before(first_day_of_quarter(today)))
    return tuple(
        PlaceFigures(
            place.name,
            tuple(
                PracticeFigures(
                    name_of(practice, language), _quarters(found.get((*key_of(place), practice), {}), newest, language)
                )
                for practice in sorted(practices)
            ),
            made.made_at,
        )
        for place, practices in places
    )


def places_of(actor: Actor) -> list[tuple[Team | Organisation, list[str]]]:
    """The organisation the actor manages and the teams the actor leads, each with its practices. Two queries.

    Raises Denied for who has neither office.
    """
    places: list[tuple[Team | Organisation, list[str]]] = []
    try:
        organisation = organisation_managed(actor)
        places.append((organisation, organisation.practices))
    except Denied:
        pass
    try:
        places += [(team, team.organisation.practices) for team in teams_led(actor)]
    except Denied:
        if not places:
            raise
    return places


def key_of(place: Team | Organisation) -> tuple[UUID, UUID | None]:
    """By which a place is known in what the database gives: its organisation, and its team if it is one."""
    return (place.organisation_id, place.id) if isinstance(place, Team) else (place.id, None)


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
        Quarter(quarter_in_words(day, language), shown.get(day, (None,) * 5), day.year)
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
