"""What a client says of an incident and against it, who may read that, and where a worker sees it came from."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import NotNow
from alliantie.cases.models import Account, Case, Contradiction, Incident, ViewOfCause
from alliantie.cases.operations.incident_parts import LONGEST_TEXT, changing, reactions_of


def note_account(
    *, actor: Actor, now: datetime, case: Case, incident_id: UUID, readers: Account.Readers, text: str
) -> None:
    """Note the client's own account, for whom the client chose; the first one stands. Raises Incident.DoesNotExist."""
    with transaction.atomic():
        incident = changing(actor, case, incident_id)
        if incident.heard == Incident.Heard.TOLD:
            raise NotNow(_("Het verhaal staat er al. Er is niets veranderd."))
        Account.objects.create(
            area_id=case.area_id,
            case_id=case.id,
            client_id=incident.client_id,
            incident_id=incident.id,
            text=text[:LONGEST_TEXT],
            readers=readers,
            told_to=actor.me,
            told_at=now,
        )
        _heard(incident, Incident.Heard.TOLD)


def note_declined(*, actor: Actor, now: datetime, case: Case, incident_id: UUID) -> None:
    """Note that the client would rather not say; telling later stays possible. Raises Incident.DoesNotExist."""
    with transaction.atomic():
        incident = changing(actor, case, incident_id)
        if incident.heard == Incident.Heard.NOT_YET:
            _heard(incident, Incident.Heard.DECLINED)


def choose_readers(*, actor: Actor, incident_id: UUID, readers: Account.Readers) -> None:
    """The client chooses who may read the own account; history keeps what was chosen before. Raises Denied."""
    proven_actor(actor)
    call("access.choose_readers", incident_id, readers.value)


def note_cause(*, actor: Actor, now: datetime, case: Case, incident_id: UUID, cause: str, text: str) -> None:
    """Note where an incident came from, as the actor sees it today; the same again is noted once.

    Raises Incident.DoesNotExist, KeyError for a cause the practice does not have.
    """
    reactions_of(case).cause(cause)
    with transaction.atomic():
        incident = changing(actor, case, incident_id)
        ViewOfCause.objects.get_or_create(
            id=uuid.uuid5(incident.id, f"{actor.me} {cause} {text} {clock.day_of(now)}"),
            defaults={
                "area_id": case.area_id,
                "case_id": case.id,
                "client_id": incident.client_id,
                "incident_id": incident.id,
                "cause": cause,
                "text": text[:LONGEST_TEXT],
                "on": clock.day_of(now),
                "recorded_by": actor.me,
                "recorded_at": now,
            },
        )


def contradict(*, actor: Actor, now: datetime, incident: Incident, view_id: UUID | None, text: str) -> None:
    """The client says against an incident, or a view of its cause, what they see otherwise; the same twice is once."""
    proven_actor(actor)
    Contradiction.objects.bulk_create(
        [
            Contradiction(
                id=uuid.uuid5(incident.id, f"{view_id} {text}"),
                area_id=incident.area_id,
                case_id=incident.case_id,
                client_id=actor.me,
                incident_id=incident.id,
                view_id=view_id,
                text=text[:LONGEST_TEXT],
                at=now,
            )
        ],
        ignore_conflicts=True,
    )


def _heard(incident: Incident, heard: Incident.Heard) -> None:
    incident.heard = heard
    incident.save(update_fields=["heard"])
