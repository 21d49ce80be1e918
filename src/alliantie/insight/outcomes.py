"""How cases ended, year by year, with drop-out laid beside chance; what may be shown is decided in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.insight.kept import kept
from alliantie.insight.queries import PracticeFigures, Quarter, key_of, name_of, places_of, tens_in_words
from alliantie.insight.shares import Share, share_of
from alliantie.insight.sources import SourceTable, in_source


@dataclass(frozen=True, slots=True)
class PracticeOutcomes:
    """The years of one practice, newest first, as rows of a table; drop-out where there is enough; its source."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    dropped: Share | None
    source: tuple[SourceTable, ...]


@dataclass(frozen=True, slots=True)
class PlaceOutcomes:
    """A team, or an organisation as a whole, and its practices; and when its figures were made."""

    name: str
    practices: tuple[PracticeOutcomes, ...]
    made_at: datetime


Numbers = tuple[int | None, ...]


def outcomes(actor: Actor, language: str, until: int | None = None) -> tuple[PlaceOutcomes, ...]:
    """Of the organisation the actor manages and of each team the actor leads, up to a year if one is given.

    Three queries.

    Raises Denied for who has neither office.
    """
    places = places_of(actor)
    found: dict[tuple[UUID, UUID | None, str], dict[int, Numbers]] = {}
    made = kept(actor, "outcomes", (key_of(place) for place, _practices in places))
    for place_key, rows in made.rows.items():
        for practice, year, *numbers in rows:
            if until is not None and year > until:
                continue
            found.setdefault((*place_key, practice), {})[year] = tuple(numbers)
    return tuple(
        PlaceOutcomes(
            place.name,
            tuple(
                _practice(each, found.get((*key_of(place), each), {}), f"o{number}-{at}", language)
                for at, each in enumerate(sorted(practices))
            ),
            made.made_at,
        )
        for number, (place, practices) in enumerate(places)
    )


def _practice(practice_id: str, years: dict[int, Numbers], ids: str, language: str) -> PracticeOutcomes:
    newest_first = sorted(years, reverse=True)
    name = name_of(practice_id, language)
    series = PracticeFigures(name, tuple(Quarter(str(year), (years[year][0], years[year][4])) for year in newest_first))
    return PracticeOutcomes(
        name,
        tuple((str(year), *_row(years[year])) for year in newest_first),
        share_of(series, 0, _("Eerder gestopt, negatief, van alles wat eindigde"), ids, language),
        in_source(practice_id, language),
    )


def _row(numbers: Numbers) -> tuple[str, ...]:
    *counts, months, caseload = numbers
    hidden = _("te weinig om te tonen")
    return (
        *(tens_in_words(each) or hidden for each in counts),
        hidden if months is None else _("%(count)s maanden") % {"count": months},
        hidden if caseload is None else str(caseload),
    )
