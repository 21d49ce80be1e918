"""Noting that someone did not come to a talk, with how they were tried to be reached; and taking that back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Missed
from alliantie.cases.queries.appointments import Planned


@dataclass(frozen=True, slots=True)
class Tried:
    """A try to reach someone: on which day, in which ways, whether it worked, and what they said ("" for nothing)."""

    on: date
    ways: tuple[str, ...]
    reached: bool
    said: str = ""


def note_missed(
    *, actor: Actor, now: datetime, planned: Planned, client_ids: Iterable[UUID], tried: Tried, token: UUID
) -> None:
    """Note for each of these people that they did not come, and the try to reach them. The same form twice notes once.

    Raises Denied for a talk that has not begun or was called off, and for a day before the talk or still to come.
    """
    proven_actor(actor)
    if planned.starts_at > now or planned.cancelled_by:
        raise Denied(_("Dit gesprek is nog niet geweest, of ging niet door."))
    if not clock.day_of(planned.starts_at) <= tried.on <= clock.day_of(now):
        raise Denied(_("Kies een dag van het gesprek tot en met vandaag."))
    Missed.objects.bulk_create(
        [
            Missed(
                id=uuid.uuid5(token, f"{planned.id} {client_id} {tried}"),
                area_id=planned.case.area_id,
                case_id=planned.case.id,
                appointment_id=planned.id,
                client_id=client_id,
                on=tried.on,
                tried=list(tried.ways),
                reached=tried.reached,
                said=tried.said if tried.reached else "",
                recorded_by=actor.me,
                recorded_at=now,
            )
            for client_id in client_ids
        ],
        ignore_conflicts=True,
    )


def take_back_missed(*, actor: Actor, now: datetime, case_id: UUID, appointment_id: UUID) -> None:
    """Take back all that was noted of not coming to a talk. Twice is the same as once."""
    proven_actor(actor)
    found = Missed.objects.visible_to(actor).filter(case_id=case_id, appointment_id=appointment_id)
    found.filter(taken_back_at__isnull=True).update(taken_back_at=now)
