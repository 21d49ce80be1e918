"""Noting the conditions of a case, and that one ended."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Case, Condition
from alliantie.cases.queries.cases import practice_of

LONGEST_CONDITION = 300


def note_condition(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    sort: str,
    text: str,
    starts_on: date,
    until: date | None,
    client_id: UUID | None,
    token: UUID,
) -> UUID:
    """Note a condition of a kind the practice names; the same form twice notes it once. Raises KeyError, Denied."""
    proven_actor(actor)
    practice_of(case).condition(sort)
    if until is not None and until < starts_on:
        raise Denied(_("De laatste dag ligt voor de eerste dag."))
    made = uuid.uuid5(token, f"{case.id} {sort} {text} {starts_on} {until} {client_id}")
    Condition.objects.bulk_create(
        [
            Condition(
                id=made,
                area_id=case.area_id,
                case_id=case.id,
                client_id=client_id,
                sort=sort,
                text=text[:LONGEST_CONDITION],
                starts_on=starts_on,
                until=until,
                noted_by=actor.me,
                noted_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return made


def change_condition(
    *, actor: Actor, case: Case, condition_id: UUID, until: date | None, ended_on: date | None
) -> None:
    """Name another last day, or say that it ended; history keeps what stood. Raises Condition.DoesNotExist, Denied."""
    proven_actor(actor)
    there = Condition.objects.visible_to(actor).get(id=condition_id, case_id=case.id)
    if ended_on is not None and ended_on > clock.today():
        raise Denied(_("Deze dag is nog niet geweest."))
    if any(day is not None and day < there.starts_on for day in (until, ended_on)):
        raise Denied(_("Deze dag ligt voor het begin."))
    changed = Condition.objects.visible_to(actor).filter(id=condition_id)
    if not changed.update(until=until, ended_on=ended_on):
        raise Denied(_("Dit mag u niet doen."))
