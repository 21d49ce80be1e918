"""Having a case covered by a colleague."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor


def cover(*, actor: Actor, case_id: UUID, worker_id: UUID, starts_at: datetime, ends_at: datetime) -> None:
    """Let a colleague stand in: sees the case, not the rounds; the pair stays. Raises Denied."""
    proven_actor(actor)
    call("access.give_cover", case_id, worker_id, starts_at, ends_at)


def end_cover(*, actor: Actor, grant_id: UUID) -> None:
    """End a stand-in's view at once. Raises Denied."""
    proven_actor(actor)
    call("access.end_cover", grant_id)
