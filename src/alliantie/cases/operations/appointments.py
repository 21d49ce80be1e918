"""Planning talks: a day and a time, moving them, cancelling them. That one was held, its contact says."""

from __future__ import annotations

import uuid
from dataclasses import asdict, astuple, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import check_seen
from alliantie.cases.models import Appointment, Case

# Further ahead than this it is the year that is wrong.
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """When, which kind of talk, how long, and where and what to bring in words that the client reads."""

    starts_at: datetime
    talk_id: str
    minutes: int | None = None
    place: str = ""
    bring: str = ""


def plan(*, actor: Actor, now: datetime, case: Case, client_id: UUID | None, agreed: Arrangement, token: UUID) -> UUID:
    """Plan a talk of the actor with someone of the case, or with everyone; gives its number.

    What was cancelled before for the same person is settled by it. The same form sent twice plans once, and sent again
    after the talk was cancelled it plans anew. Raises Denied for a moment that has been or lies too far ahead, and
    NotNow in a case that ended: nobody would be told of it there.
    """
    proven_actor(actor)
    if case.closed_on is not None:
        raise NotNow(_("Deze zaak is afgesloten. Er is niets gepland."))
    _check_moment(agreed.starts_at, now)
    there = Appointment.objects.visible_to(actor).filter(case_id=case.id)
    made = uuid.uuid5(token, f"{case.id} {client_id} {agreed}")
    while there.filter(id=made, cancelled_at__isnull=False).exists():
        made = uuid.uuid5(made, "again")
    Appointment.objects.bulk_create(
        [
            Appointment(
                id=made,
                area_id=case.area_id,
                case_id=case.id,
                client_id=client_id,
                worker_id=actor.me,
                talk_id=agreed.talk_id,
                starts_at=agreed.starts_at,
                minutes=agreed.minutes,
                place=agreed.place,
                bring=agreed.bring,
            )
        ],
        ignore_conflicts=True,
    )
    theirs = Q() if client_id is None else Q(client_id=client_id) | Q(client_id__isnull=True)
    there.filter(theirs, cancelled_at__isnull=False, settled_at__isnull=True).update(settled_at=now)
    return made


def move(*, actor: Actor, now: datetime, appointment_id: UUID, agreed: Arrangement, seen: str | None = None) -> None:
    """Give a planned talk another moment, kind, length or place. Twice is the same as once.

    `seen` is the fingerprint of the arrangement that stood on the screen. Raises Denied as `plan`, NotNow when it is
    off, Meanwhile where somebody else moved it since.
    """
    proven_actor(actor)
    _check_moment(agreed.starts_at, now)
    with transaction.atomic():
        standing = Appointment.objects.visible_to(actor).filter(id=appointment_id, cancelled_at__isnull=True)
        there = standing.select_for_update().first()
        if there is None:
            raise NotNow(_("Dit gesprek gaat niet meer door. Plan een nieuw gesprek."))
        stands = Arrangement(there.starts_at, there.talk_id, there.minutes, there.place, there.bring)
        if stands == agreed:
            return
        check_seen(seen, *astuple(stands))
        standing.update(**asdict(agreed))


def cancel(*, actor: Actor, appointment_id: UUID) -> None:
    """Call a talk off; twice is the same as once.

    A worker of the case may, and the client it is with until it begins. Raises Denied, and NotNow after it began.
    """
    proven_actor(actor)
    call("access.cancel_appointment", appointment_id)


def cannot_come(*, actor: Actor, appointment_id: UUID) -> None:
    """The client says not to be able to come; twice is the same as once.

    A talk with this client alone is called off by it; one with several people goes on for the others, who are not
    told. Raises Denied, and NotNow after it began.
    """
    proven_actor(actor)
    call("access.cannot_come", appointment_id)


def come_after_all(*, actor: Actor, appointment_id: UUID) -> None:
    """The client who could not come does after all; twice is the same as once.

    Raises Denied, and NotNow after the talk began, where another time was found, where the worker called it off, or
    has another talk by now.
    """
    proven_actor(actor)
    call("access.come_after_all", appointment_id)


def put_away(*, actor: Actor, now: datetime, appointment_id: UUID) -> None:
    """No new time has to be found for a cancelled talk. Twice is the same as once."""
    proven_actor(actor)
    cancelled = Appointment.objects.visible_to(actor).filter(id=appointment_id, cancelled_at__isnull=False)
    cancelled.filter(settled_at__isnull=True).update(settled_at=now)


def pass_on(*, actor: Actor, now: datetime, case_id: UUID, giver_id: UUID) -> None:
    """The actor, who took a case over, holds the talks planned with the one who had it; a stand-in keeps theirs.

    One that was called off and not settled goes along: the client may come after all.
    """
    coming = Appointment.objects.visible_to(actor).filter(case_id=case_id, starts_at__gt=now, settled_at__isnull=True)
    coming.filter(worker_id=giver_id).update(worker_id=actor.me)


def _check_moment(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise Denied(_("Dit moment is al geweest. Kies een latere tijd."))
    if starts_at > now + FURTHEST:
        raise Denied(_("Kies een dag binnen een jaar."))
