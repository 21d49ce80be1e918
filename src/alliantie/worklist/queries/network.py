"""The people around the clients of a case: in short for the case page, whole for a map, and who is known already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.cases.models import Case, NetworkPerson
from alliantie.cases.network_told import warnings_of
from alliantie.cases.queries import Person, involved, practice_of
from alliantie.cases.told import capital
from alliantie.worklist.queries.words import joined


@dataclass(frozen=True, slots=True)
class AroundShort:
    """Of one client: who is near, how many stand on the map, and who has a warning, with the words of it."""

    client_id: UUID
    name: str
    near: str
    count: int
    warned: tuple[tuple[UUID, str, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is known in the case and could stand on the map."""

    id: UUID
    name: str
    sort: str
    relation: str


def around_in(case: Case, people: Iterable[Person]) -> tuple[AroundShort, ...]:
    """The map of each client of a case read as a whole, in short. Costs no query."""
    return tuple(_short(person, case.with_network.get(str(person.client_id))) for person in people)


def known_in(
    actor: Actor, case: Case, people: Sequence[Person], client_id: UUID, found: Iterable[NetworkPerson], language: str
) -> tuple[Known, ...]:
    """The others of the case and its workers, without who stands on the map by that name. One query."""
    there = {each.name.casefold() for each in found if each.ended_on is None}
    professional = capital(practice_of(case).words.professional.one(language))
    family = [
        Known(person.client_id, person.name, NetworkPerson.Sort.FAMILY, _role(person.role))
        for person in people
        if person.client_id != client_id
    ]
    workers = [
        Known(each.worker_id, each.name, NetworkPerson.Sort.PROFESSIONAL, professional)
        for each in involved(actor, case.id)
        if each.right == "work"
    ]
    return tuple(each for each in (*family, *workers) if each.name.casefold() not in there)


def _role(role: str) -> str:
    # Nobody noted how two of a family are related: only a parent is one of a whole family.
    return _("Ouder") if role == "parent" else ""


def _short(person: Person, told: Mapping[str, Any] | None) -> AroundShort:
    if told is None:
        return AroundShort(person.client_id, person.given_name, "", 0, ())
    return AroundShort(
        person.client_id,
        person.given_name,
        joined(told["near"]),
        told["all"],
        tuple(
            (UUID(row_id), name, ", ".join(warnings_of(victim=victim, banned=banned)))
            for row_id, name, victim, banned in told["warned"]
        ),
    )
