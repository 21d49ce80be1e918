"""What a search shows: the cases of people called like that, and the places where the words stand, by case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.cases.queries import MOST_PLACES, CaseRow, Place, find_texts, search_cases
from alliantie.cases.told import capital, happened
from alliantie.practices import library


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place: what it is, whom it is about, its day, a piece of the text, and where to read it."""

    name: str
    client_name: str
    on: date
    said: tuple[tuple[str, bool], ...]
    address: str


@dataclass(frozen=True, slots=True)
class InCase:
    """The places in one case."""

    case_id: UUID
    title: str
    places: tuple[PlaceRow, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; `full` when there may be more places than are shown."""

    cases: tuple[CaseRow, ...]
    texts: tuple[InCase, ...]
    full: bool


def found(actor: Actor, language: str, words: str) -> Found:
    """What the worker may see of these words: cases by name, best first; places by case, newest first.

    Three queries.
    """
    places = [each for each in find_texts(actor, words) if library().readable(*each.practice) is not None]
    by_case: dict[UUID, list[Place]] = {}
    for place in places:
        by_case.setdefault(place.case_id, []).append(place)
    return Found(
        search_cases(actor, language, words),
        tuple(
            InCase(case_id, here[0].case_title, tuple(_row(place, language) for place in here))
            for case_id, here in by_case.items()
        ),
        len(places) == MOST_PLACES,
    )


def _row(place: Place, language: str) -> PlaceRow:
    return PlaceRow(_name(place, language), place.client_name, place.on, place.said, _address(place))


def _name(place: Place, language: str) -> str:
    practice = library().get(*place.practice)
    match place.kind:
        case "fact":
            return happened(practice, place.fact_kind, place.detail_id, language, place.values)
        case "agreement":
            return _("Afspraak")
        case "plan":
            return capital(practice.words.plan.one(language))
        case "letter":
            return place.name
        case "condition":
            return practice.condition(place.fact_kind).name.in_(language)
        case _:
            reactions = practice.reactions
            return reactions.incident(place.fact_kind).name.in_(language) if reactions else _("Voorval")


def _address(place: Place) -> str:
    match place.kind:
        case "fact":
            return f"{reverse('case-timeline', args=[place.case_id])}#fact-{place.page_id}"
        case "agreement" | "letter" | "condition":
            return reverse(f"case-{place.kind}", args=[place.case_id, place.page_id])
        case "plan":
            return reverse("case-goals-plan", args=[place.case_id, place.page_id])
        case _:
            return reverse("case-incident", args=[place.case_id, place.page_id])
