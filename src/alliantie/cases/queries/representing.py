"""Reading who may act for the clients of a case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.cases.models.representation import Representation
from alliantie.cases.representing import BOTH_FROM, CARE_UNTIL, MONEY_UNTIL, Ground, Reach, birthday, ground_of, reach


@dataclass(frozen=True, slots=True)
class Represents:
    """Somebody who acts, or acted, for a client: on which ground and document, and what that covers today."""

    id: UUID
    case_id: UUID
    client_id: UUID
    client_name: str
    name: str
    works_at: str
    phone: str
    ground: Ground
    document: str
    document_on: date
    starts_on: date
    ends_on: date | None
    reach: Reach
    next_birthday: date | None
    """The first birthday to come on which less is covered, for a minor."""


def representations(actor: Actor, case_ids: Iterable[UUID], today: date) -> tuple[Represents, ...]:
    """Who acts or acted for clients of cases, those that run first, without what was taken back. One query."""
    found = (
        Representation.objects.visible_to(actor)
        .filter(case_id__in=list(case_ids), void=False)
        .select_related("representative", "client")
        .order_by("-starts_on", "id")
    )
    shown = [_shown(each, today) for each in found]
    return tuple(sorted(shown, key=lambda each: not each.reach.runs))


def _shown(row: Representation, today: date) -> Represents:
    ground, born_on = ground_of(row.ground), row.client.born_on
    ages = (BOTH_FROM, CARE_UNTIL, MONEY_UNTIL) if ground.minor else ()
    days = [birthday(born_on, age) for age in ages]
    return Represents(
        row.id, row.case_id, row.client_id, row.client.name, row.representative.name, row.representative.works_at,
        row.representative.phone, ground, row.document, row.document_on, row.starts_on, row.ends_on,
        reach(ground, born_on, row.starts_on, row.ends_on, today),
        next((day for day in days if day > today), None),
    )  # fmt: skip
