"""Recording who may act for a client, ending it, and taking a mistake back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.seen import alone
from alliantie.cases.models import Representation


@dataclass(frozen=True, slots=True)
class Recorded:
    """Who acts for whom, on which ground, by which document of which day, from a day on until one (half-open)."""

    client_id: UUID
    ground: str
    given_name: str
    family_name: str
    works_at: str
    phone: str
    document: str
    document_on: date
    starts_on: date
    ends_on: date | None


def represent(*, actor: Actor, case_id: UUID, told: Recorded, token: UUID) -> None:
    """Record that somebody acts for a client. The same `token` sent twice is recorded once.

    Raises Denied for a case that is not the actor's to record in, NotNow for a ground that cannot be (any more).
    """
    proven_actor(actor)
    call(
        "access.represent", token, case_id, told.client_id, told.ground, told.given_name, told.family_name,
        told.works_at, told.phone, told.document, told.document_on, told.starts_on, told.ends_on,
    )  # fmt: skip


def end_representation(*, actor: Actor, representation_id: UUID, ends_on: date | None) -> None:
    """End it from a day on; None lets it run on. An end that a colleague recorded before stands.

    Raises Denied, NotNow for a day before it began.
    """
    with transaction.atomic():
        alone("representation", representation_id)
        there = Representation.objects.visible_to(actor).filter(id=representation_id).first()
        if ends_on is None or there is None or there.ends_on is None or there.ends_on > ends_on:
            call("access.end_representation", representation_id, ends_on)


def undo_representation(*, actor: Actor, representation_id: UUID, undone: bool = True) -> None:
    """Take back what was recorded by mistake, or bring it back; its history stays. Raises Denied."""
    proven_actor(actor)
    call("access.undo_representation", representation_id, undone)
