"""Reading papers and the days on which a home or a supply is lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.money.models import Deadline, Paper


def papers_of(actor: Actor, case_ids: Iterable[UUID]) -> tuple[Paper, ...]:
    """The papers of cases: missing ones first, longest asked first. One query."""
    found = Paper.objects.visible_to(actor).filter(case_id__in=list(case_ids), taken_back_at__isnull=True)
    return tuple(found.order_by(F("in_on").desc(nulls_first=True), "asked_on", "name", "id"))


def deadlines_of(actor: Actor, case_ids: Iterable[UUID]) -> tuple[Deadline, ...]:
    """The days on which a home or a supply is lost, soonest first, and not those that are over. One query."""
    found = Deadline.objects.visible_to(actor).filter(case_id__in=list(case_ids), taken_back_at__isnull=True)
    return tuple(found.filter(over_on__isnull=True).order_by("on", "kind", "id"))


@dataclass(frozen=True, slots=True)
class Threat:
    """What threatens first in a case: its kind and day."""

    case_id: UUID
    case_title: str
    kind: str
    on: date


_THREATS = """SELECT DISTINCT ON (d.case_id) d.case_id, k.title, d.kind, d."on"
  FROM money_deadline d JOIN cases_case k ON k.id = d.case_id
 WHERE d.case_id = ANY ((SELECT access.cases())::uuid[]) AND d.over_on IS NULL AND d.taken_back_at IS NULL
   AND k.closed_on IS NULL
 ORDER BY d.case_id, d."on", d.kind"""


def threats(actor: Actor) -> tuple[Threat, ...]:
    """What threatens first in each running case the actor may see, soonest first. One query."""
    found = (Threat(*row) for row in ask(actor, _THREATS))
    return tuple(sorted(found, key=lambda each: (each.on, each.case_title, each.case_id)))
