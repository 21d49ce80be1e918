"""Recording what happened, and taking back what did not."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Fact


def record_fact(
    *,
    actor: Actor,
    now: datetime,
    area_id: UUID,
    case_id: UUID,
    kind: Fact.Kind,
    on: date,
    talk_id: str = "",
    client_id: UUID | None = None,
    fact_id: UUID | None = None,
) -> UUID:
    """Record that something happened on a day. With a `fact_id` a repeated submit records it once.

    Raises Denied for a day in the future or a case the actor may not record in.
    """
    proven_actor(actor)
    if on > clock.day_of(now):
        raise Denied(_("Deze dag is nog niet geweest."))
    made = fact_id or uuid.uuid4()
    if fact_id and Fact.objects.visible_to(actor).filter(id=fact_id).exists():
        return made
    Fact.objects.create(
        id=made,
        area_id=area_id,
        case_id=case_id,
        client_id=client_id,
        kind=kind,
        talk_id=talk_id,
        on=on,
        recorded_by=actor.me,
        recorded_at=now,
    )
    return made


def take_back_fact(*, actor: Actor, now: datetime, fact_id: UUID) -> None:
    """Correct a fact that did not happen: it stays, with a correction after it. Raises Fact.DoesNotExist."""
    old = Fact.objects.visible_to(actor).exclude(kind=Fact.Kind.ROUND_DISCUSSED).get(id=fact_id)
    if Fact.objects.visible_to(actor).filter(corrects_id=old.id).exists():
        return
    Fact.objects.create(
        area_id=old.area_id,
        case_id=old.case_id,
        client_id=old.client_id,
        kind=old.kind,
        talk_id=old.talk_id,
        on=old.on,
        recorded_by=actor.me,
        recorded_at=now,
        corrects_id=old.id,
        void=True,
    )
