"""Reading papers and the days on which a home or a supply is lost."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from alliantie.access.identity import Actor
from alliantie.money.models import Deadline, Paper


def papers_of(actor: Actor, case_ids: Iterable[UUID]) -> tuple[Paper, ...]:
    """The papers of cases: missing ones first, longest asked first. One query."""
    found = Paper.objects.visible_to(actor).filter(case_id__in=list(case_ids), taken_back_at__isnull=True)
    return tuple(found.order_by(F("in_on").desc(nulls_first=True), "asked_on", "name", "id"))


def deadlines_of(actor: Actor, case_ids: Iterable[UUID]) -> tuple[Deadline, ...]:
    """The days on which a home or a supply is lost, soonest first, and not those that are over. One query."""
    found = Deadline.objects.visible_to(actor).filter(case_id__in=list(case_ids), taken_back_at__isnull=True)
    return tuple(found.filter(over_on__isnull=True).order_by("on", "kind", "id"))
