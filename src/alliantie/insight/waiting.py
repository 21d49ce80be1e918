"""How many waited as each month began, how long already, how urgent and out of which money: in tens, counted once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliantie.access.identity import Actor
from alliantie.cases.models import Waiting
from alliantie.insight.kept import counted_once
from alliantie.insight.queries import key_of, places_of, tens_in_words
from alliantie.web.dates import day_in_words

DEFINITIONS = (
    gettext_lazy("We tellen wie op de wachtlijst van een team staat. Geteld wordt één keer, als een maand begint."),
    gettext_lazy(
        "Wat later is vastgelegd of veranderd, telt niet mee. Wie in een lopende zaak op een lijst staat, telt hier "
        "niet."
    ),
    gettext_lazy(
        "Hoe lang: van de dag van de vraag tot de eerste dag van de maand, in hele weken. De helft wacht langer."
    ),
    gettext_lazy("Dringend en geldstroom zoals die bij de vraag zijn vastgelegd. De geldstroom is vrije tekst."),
    gettext_lazy(
        "We tonen tientallen, en niets onder de tien. Zo is niemand te vinden door getallen van elkaar af te trekken."
    ),
)
"""How the figures are made, in plain words."""


@dataclass(frozen=True, slots=True)
class Month:
    """The first day of a month in words, and rows: who, how many, and how long half of them waited already."""

    day: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PlaceWaiting:
    """A team, or an organisation as a whole: the months of which something can be told, newest first."""

    name: str
    months: tuple[Month, ...]


def waiting_figures(actor: Actor, language: str) -> tuple[PlaceWaiting, ...]:
    """Of the organisation the actor manages and of each team the actor leads. Three queries.

    Raises Denied for who has neither office.
    """
    places = places_of(actor)
    found = counted_once(actor, "waiting", (key_of(place) for place, _practices in places))
    return tuple(
        PlaceWaiting(place.name, tuple(_months(found.get(key_of(place), []), language))) for place, _practices in places
    )


def _months(told: list[list[Any]], language: str) -> Iterator[Month]:
    for first_day in sorted({line[0] for line in told}, reverse=True):
        of_month = [line[1:] for line in told if line[0] == first_day]
        yield Month(
            day_in_words(date.fromisoformat(first_day), language),
            tuple(_row(*line) for line in sorted(of_month, key=_at)),
        )


_ORDER = {"all": -1, **{f"urgency {each}": place for place, each in enumerate(Waiting.Urgency.values)}}


def _at(line: list[Any]) -> tuple[int, str]:
    part, of_part, *_numbers = line
    return _ORDER.get(part, _ORDER.get(f"{part} {of_part}", len(_ORDER))), of_part


def _row(part: str, of_part: str, tens: int, weeks: int) -> tuple[str, ...]:
    urgencies = {"now": _("Nu nodig"), "soon": _("Binnenkort nodig"), "can_wait": _("Kan wachten")}
    names = {"all": _("Iedereen"), "urgency": urgencies.get(of_part, of_part)}
    name = names.get(part) or _("Geldstroom %(stream)s") % {"stream": of_part}
    waited = ngettext("%(count)s week", "%(count)s weken", weeks) % {"count": weeks}
    return name, tens_in_words(tens) or "", waited
