"""Agreements of a case: making one, ticking it off, putting it away, and undoing that."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Agreement, Case

State = Literal["open", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class Promise:
    """What was agreed, who does it, with which client (None: everyone in the case), and until which day."""

    text: str
    owner: Agreement.Owner
    client_id: UUID | None
    owner_name: str = ""
    due_on: date | None = None


def make_agreement(
    *, actor: Actor, now: datetime, case: Case, promise: Promise, token: UUID, together: UUID | None = None
) -> UUID:
    """Write an agreement down and give its number; the same form sent twice makes one.

    `together` is the contact in which it was made. Raises DatabaseError for someone of another case.
    """
    proven_actor(actor)
    made = uuid.uuid5(token, f"{case.id} {promise}")
    Agreement.objects.bulk_create(
        [
            Agreement(
                id=made,
                area_id=case.area_id,
                case_id=case.id,
                client_id=promise.client_id,
                text=promise.text,
                owner=promise.owner,
                owner_name=promise.owner_name,
                due_on=promise.due_on,
                together=together,
                made_at=now,
                made_by=actor.me,
            )
        ],
        ignore_conflicts=True,
    )
    return made


def settle_agreement(*, actor: Actor, agreement_id: UUID, state: State, reason: str = "") -> None:
    """Tick an agreement off, put it away with a reason, or open it again. Twice is the same as once.

    A client ticks off what is the client's own to do, and undoes only that. Raises Denied, and NotNow when somebody
    settled it otherwise meanwhile.
    """
    proven_actor(actor)
    call("access.settle_agreement", agreement_id, state, reason)
