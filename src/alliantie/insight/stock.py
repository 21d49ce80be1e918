"""What ran at the start of a period, began, ended and ran at its end, by practice and measure, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from babel.dates import format_date
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.queries import Flow, stock_and_flow
from alliantie.insight.kept import fresh
from alliantie.insight.queries import (
    LOCALES,
    first_day_of_quarter,
    key_of,
    name_of,
    places_of,
    quarter_before,
    quarter_in_words,
)
from alliantie.people.models import Organisation, Team
from alliantie.practices import UnknownPracticeError, library

_MONTHS, _QUARTERS, YEARS = 12, 8, 3


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year that is over, half-open in days; `key` names it in an address."""

    key: str
    name: str
    first: date
    until: date

    @property
    def months(self) -> int:
        """How many months it has."""
        return (self.until.year - self.first.year) * 12 + self.until.month - self.first.month


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: four numbers, and in words whether they add up."""

    name: str
    start: int
    begun: int
    ended: int
    end: int
    adds_up: str

    @property
    def cells(self) -> tuple[str, ...]:
        """As a line of a table."""
        return self.name, *map(str, (self.start, self.begun, self.ended, self.end)), self.adds_up


@dataclass(frozen=True, slots=True)
class PracticeStock:
    """The measures of one practice of which there are enough to show, by name."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A team, or an organisation as a whole, and its practices."""

    name: str
    practices: tuple[PracticeStock, ...]


@dataclass(frozen=True, slots=True)
class Stock:
    """The period, what there is to choose from, and the numbers of each place; and when they were made."""

    period: Period
    periods: tuple[Period, ...]
    made_at: datetime
    places: tuple[Place, ...]


def stock(actor: Actor, language: str, today: date, key: str = "") -> Stock:
    """The numbers of each team the actor leads and of the organisation the actor manages, in a period.

    The last quarter that is over where `key` names none there is. Three queries, four where the job is late. Raises
    Denied for who has no office.
    """
    chosen = periods(today, language)
    last_quarter = quarter_before(first_day_of_quarter(today))
    period = next((each for each in chosen if each.key == key), None) or _quarter(last_quarter, language)
    places = places_of(actor)
    kept = fresh(actor, "stock", (key_of(place) for place, _practices in places))
    found = stock_and_flow(actor, period.first, period.until) if kept is None else flows_of(kept.rows, period)
    return Stock(
        period,
        chosen,
        kept.made_at if kept else clock.now(),
        tuple(
            Place(place.name, _of_place([each for each in found if _is_of(each, place)], practices, language))
            for place, practices in places
        ),
    )


def flows_of(kept: Mapping[tuple[UUID, UUID | None], Sequence[Sequence[Any]]], period: Period) -> tuple[Flow, ...]:
    """The numbers of a period from those of its months, as `stock_and_flow` makes them; none where one is hidden."""
    found = []
    for (organisation, team), rows in kept.items():
        months: dict[tuple[str, str], list[Sequence[Any]]] = defaultdict(list)
        for row in rows:
            if period.first.isoformat() <= row[0] < period.until.isoformat():
                months[row[1], row[2]].append(row)
        for (practice, measure), of_measure in sorted(months.items()):
            if len(of_measure) == period.months:
                found.append(Flow(organisation, team, practice, measure, *_added(of_measure)))
    return tuple(found)


def _added(months: Sequence[Sequence[Any]]) -> tuple[int, int, int, int, bool, bool]:
    """Of months in order: what ran, began, ended and ran, and whether the first and last were counted on their day."""
    at_start, start, end = months[0][3], months[0][6], months[-1][7]
    begun, ended = (sum(row[place] for row in months) for place in (4, 5))
    return (
        at_start if start is None else start,
        begun,
        ended,
        at_start + begun - ended if end is None else end,
        start is not None,
        end is not None,
    )


def periods(today: date, language: str) -> tuple[Period, ...]:
    """What is over: the months of a year, the quarters of two years and three whole years, each newest first."""
    months = [_back(date(today.year, today.month, 1), number) for number in range(1, _MONTHS + 1)]
    quarters = [_back(first_day_of_quarter(today), 3 * number) for number in range(1, _QUARTERS + 1)]
    years = [date(today.year - number, 1, 1) for number in range(1, YEARS + 1)]
    return (
        *(_month(first, language) for first in months),
        *(_quarter(first, language) for first in quarters),
        *(Period(f"{first.year}", f"{first.year}", first, date(first.year + 1, 1, 1)) for first in years),
    )


def _month(first: date, language: str) -> Period:
    named = format_date(first, "LLLL y", LOCALES[language])
    return Period(f"{first:%Y-%m}", named[:1].upper() + named[1:], first, _back(first, -1))


def _quarter(first: date, language: str) -> Period:
    key = f"{first.year}-k{(first.month + 2) // 3}"
    return Period(key, quarter_in_words(first, language), first, _back(first, -3))


def _back(first: date, months: int) -> date:
    """The first day of the month so many months before."""
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _is_of(flow: Flow, place: Team | Organisation) -> bool:
    return (flow.organisation_id, flow.team_id) == key_of(place)


def _of_place(found: Sequence[Flow], practices: Iterable[str], language: str) -> tuple[PracticeStock, ...]:
    return tuple(
        PracticeStock(
            name_of(practice, language),
            tuple(
                sorted(
                    (_row(each, language) for each in found if each.practice_id == practice),
                    key=lambda row: row.name.casefold(),
                )
            ),
        )
        for practice in sorted({*practices, *(each.practice_id for each in found)})
    )


def _row(flow: Flow, language: str) -> Row:
    return Row(_measure(flow, language), flow.start, flow.begun, flow.ended, flow.end, adds_up(flow.gap))


def _measure(flow: Flow, language: str) -> str:
    """What a measure is called; one that the newest version of the practice has not any more by its id."""
    try:
        practice = library().latest(flow.practice_id)
    except UnknownPracticeError:
        return flow.measure_id
    names = {measure.id: measure.name.in_(language) for measure in practice.measures}
    return names.get(flow.measure_id, flow.measure_id)


def adds_up(gap: int | None) -> str:
    """Whether an end is what it should be, in words; what cannot be said where a figure is not known."""
    if gap is None:
        return _("niet te zeggen")
    if not gap:
        return _("ja")
    if gap < 0:
        return _("nee, het eind is %(count)s te laag") % {"count": -gap}
    return _("nee, het eind is %(count)s te hoog") % {"count": gap}
