"""Letting a worker or a team read some sections of a case until a day, and ending that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from psycopg.types.json import Jsonb

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor


@dataclass(frozen=True, slots=True)
class Given:
    """To whom, which sections, on which ground with its name, why, and from when until when (half-open)."""

    to: Literal["worker", "team"]
    to_id: UUID
    sections: Sequence[str]
    ground: str
    named: str
    reason: str
    starts_on: date
    ends_on: date


def give_sections(*, actor: Actor, case_ids: Sequence[UUID], given: Given, act: UUID) -> None:
    """Let somebody of the organisation read sections of one or more cases of the actor: all of them, or none.

    The same `act` sent twice is given once. Raises Denied for what is not the actor's to give, NotNow for what cannot
    be given so.
    """
    proven_actor(actor)
    told = {
        "subject_kind": given.to,
        "subject_id": str(given.to_id),
        "sections": list(given.sections),
        "ground": given.ground,
        "named": given.named,
        "reason": given.reason,
        "starts_on": given.starts_on.isoformat(),
        "ends_on": given.ends_on.isoformat(),
    }
    call("access.give_sections", act, list(case_ids), Jsonb(told))


def end_sections(*, actor: Actor, grant_id: UUID) -> None:
    """End it the same second. Ending again changes nothing. Raises Denied for who does not work in the case."""
    proven_actor(actor)
    call("access.end_sections", grant_id)
