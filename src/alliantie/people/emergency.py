"""Emergency access: a case of a colleague, opened for three hours with a reason, told to client and privacy officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.access.call import call, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.models import Emergency
from alliantie.people.guarding import name_keys
from alliantie.people.queries import question_hash

HOURS, KEPT_DAYS, LONGEST_DAYS = 3, 14, 365
"""How long it lasts; days a worker, and who guards privacy, can keep it from the client on the ground of a law."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The cases of the person that are open to the worker now, or that too many questions were asked."""

    case_ids: tuple[UUID, ...]
    too_often: bool


def open_in_emergency(*, actor: Actor, name: str, born_on: date, reason: str, law: str, secret: bytes) -> Opened:
    """Open the running cases here of somebody of this whole name and birth date, for three hours.

    With `law`, the client does not read of it for some days. Opened twice it stays as it was. Raises Denied for
    who is in no team, NotNow without a reason.
    """
    proven_actor(actor)
    keys = name_keys(name)
    question = question_hash(secret, "|".join(keys), born_on)
    found = rows("access.open_in_emergency", keys, born_on, question, reason, law)
    return Opened(
        tuple(case_id for case_id, _state in found if case_id is not None),
        any(state == "too often" for _case_id, state in found),
    )


def get_emergency(actor: Actor, emergency_id: UUID) -> Emergency:
    """One emergency. Raises Emergency.DoesNotExist when the actor may not read of it. One query."""
    proven_actor(actor)
    return Emergency.objects.get(id=emergency_id)


def emergencies_of(actor: Actor, most: int) -> tuple[Emergency, ...]:
    """The newest emergencies the actor may read of: a client those in the own cases. One query."""
    proven_actor(actor)
    return tuple(Emergency.objects.order_by("-at", "id")[:most])


def keep_from_client(*, actor: Actor, emergency_id: UUID, law: str, until: date | None) -> None:
    """Keep an emergency from the client until a day, on the ground of a law; with "" it is told from now on.

    Raises Denied for who does not guard privacy there, NotNow for a day that is over or more than a year away.
    """
    proven_actor(actor)
    call("access.keep_emergency", emergency_id, law, until)
