"""Asking a colleague to take a case over, and settling that without a yes; the yes is `alliance.take_over_case`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from uuid import UUID

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor


def ask_hand_over(*, actor: Actor, case_id: UUID, worker_id: UUID, note: str = "") -> None:
    """Ask a worker of the organisation to take a case over; asking the same colleague twice asks once.

    Raises Denied for a case of another, NotNow when another colleague was asked and has not answered.
    """
    proven_actor(actor)
    call("access.ask_hand_over", uuid.uuid4(), case_id, worker_id, note)


def ask_caseload(*, actor: Actor, team_id: UUID, worker_id: UUID, takers: Mapping[UUID, UUID], note: str = "") -> None:
    """Ask colleagues to take over cases of a worker of a team the actor leads: which case, by whom. All or none.

    Until each says yes the case stays where it is. Raises Denied, NotNow where one of them was asked already, ended
    or is another's by now.
    """
    proven_actor(actor)
    cases, asked = list(takers), list(takers.values())
    call("access.ask_caseload", team_id, worker_id, [uuid.uuid4() for _case in cases], cases, asked, note)


def decline_hand_over(*, actor: Actor, hand_over_id: UUID) -> None:
    """Say no to a case. Twice is the same as once. Raises Denied, NotNow after it was accepted or withdrawn."""
    proven_actor(actor)
    call("access.settle_hand_over", hand_over_id, "declined")


def withdraw_hand_over(*, actor: Actor, hand_over_id: UUID) -> None:
    """Take the question back. Twice is the same as once. Raises Denied, NotNow after it was answered."""
    proven_actor(actor)
    call("access.settle_hand_over", hand_over_id, "withdrawn")
