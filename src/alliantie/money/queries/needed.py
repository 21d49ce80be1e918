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


def pressing(kind: str, on: date, day: date) -> tuple[bool, int, int]:
    """By what days on which something is lost stand in order, as on `day`.

    What can still be averted comes first, the soonest before the rest: what is past hides none of it. Of what is past
    the latest comes first; of one day a home before a supply.
    """
    return on < day, abs((on - day).days), Deadline.Kind.values.index(kind)


@dataclass(frozen=True, slots=True)
class Threat:
    """What threatens in a case: its kind and day."""

    case_id: UUID
    case_title: str
    kind: str
    on: date


_THREATS = """SELECT d.case_id, k.title, d.kind, d."on"
  FROM money_deadline d JOIN cases_case k ON k.id = d.case_id
 WHERE d.case_id = ANY ((SELECT access.cases())::uuid[]) AND d.over_on IS NULL AND d.taken_back_at IS NULL
   AND k.closed_on IS NULL"""


def threats(actor: Actor, day: date) -> tuple[Threat, ...]:
    """What threatens in the running cases the actor may see, as pressing as on a day (`pressing`). One query."""
    found = (Threat(*row) for row in ask(actor, _THREATS))
    return tuple(sorted(found, key=lambda each: (*pressing(each.kind, each.on, day), each.case_title, each.case_id)))
