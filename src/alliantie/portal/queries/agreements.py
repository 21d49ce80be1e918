"""What the client agreed, in words without trade: what, who does it, until when, and whether it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.cases.models import Agreement
from alliantie.cases.queries import own_agreements
from alliantie.practices import library


@dataclass(frozen=True, slots=True)
class ClientAgreement:
    """One agreement. `own` is what the client does, who may then say that it is done."""

    id: UUID
    address: str
    text: str
    own: bool
    who: str
    due_on: date | None
    done: bool


def agreements_for(actor: Actor, now: datetime) -> tuple[ClientAgreement, ...]:
    """What is open in every running case, soonest due first, then what the client just ticked off. One query."""
    practices = library()
    return tuple(
        ClientAgreement(
            each.id,
            practice.address,
            each.text,
            each.owner == Agreement.Owner.CLIENT and each.client_id == actor.id,
            each.owner_called,
            each.due_on,
            each.state == Agreement.State.DONE,
        )
        for each in own_agreements(actor, now)
        if (practice := practices.readable(each.practice_id, each.practice_version)) is not None
    )
