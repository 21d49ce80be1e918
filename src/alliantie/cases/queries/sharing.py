"""Reading what was decided about sharing, as a worker of the case or its client; and what a partner may read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import SharedPart, Sharing
from alliantie.cases.sharing import Ground, ground_of
from alliantie.people.models import Worker

State = Literal["running", "over", "stopped", "closed", "told", "refused"]


@dataclass(frozen=True, slots=True)
class Shared:
    """A decision, how it stands, and what it shares by the names those things had. `ground` is None of a refusal."""

    row: Sharing
    client_name: str
    ground: Ground | None
    state: State
    parts: tuple[tuple[str, str], ...]
    """The sort and the name of each."""
    recorded_by: str
    stopped_by: str
    """"" where the client stopped it."""

    @property
    def runs(self) -> bool:
        """Whether a partner can read it now."""
        return self.state == "running"


@dataclass(frozen=True, slots=True)
class With:
    """What every share tells a partner: that there is a case, since when, why it is shared, and whom to ask."""

    id: UUID
    client: str
    organisation: str
    team: str
    phone: str
    worker: str
    since: date
    purpose: str
    ground_id: str
    named: str
    starts_at: datetime
    ends_on: date
    practice_id: str
    practice_version: str

    @property
    def ground(self) -> Ground:
        """On which ground."""
        return ground_of(self.ground_id)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing a partner reads: its sort, and what it says now."""

    sort: str
    told: dict[str, Any]


def sharings(actor: Actor, case_ids: Iterable[UUID]) -> tuple[Shared, ...]:
    """What was decided in cases, newest first: to a worker all, to a client the own. Three queries."""
    found = list(
        Sharing.objects.visible_to(actor)
        .filter(case_id__in=list(case_ids))
        .select_related("client", "case", "partner")
        .order_by("-recorded_at", "client_id")
    )
    parts: dict[UUID, list[tuple[str, str]]] = {}
    for part in SharedPart.objects.visible_to(actor).filter(sharing__in=found).order_by("place") if found else ():
        parts.setdefault(part.sharing_id, []).append((part.sort, part.text))
    people = {each for row in found for each in (row.recorded_by, row.stopped_by) if each}
    names = {each.id: each.name for each in Worker.objects.filter(id__in=people)} if people else {}
    today = clock.today()
    return tuple(
        Shared(
            row,
            row.client.name,
            ground_of(row.ground) if row.ground else None,
            _state(row, today),
            tuple(parts.get(row.id, ())),
            names.get(row.recorded_by, ""),
            names.get(row.stopped_by, "") if row.stopped_by else "",
        )
        for row in found
    )


def _state(row: Sharing, today: date) -> State:
    if row.refused:
        return "refused"
    if row.ends_on is None:
        return "told"
    if row.stopped_at is not None:
        return "stopped"
    if row.ends_on <= today:
        return "over"
    return "running" if row.case.closed_on is None else "closed"


def shared_with(actor: Actor, *, noted: bool = True) -> tuple[With, ...]:
    """What is shared with the partner who asks, by name of client; noted once a day in the log of each. Two queries."""
    proven_actor(actor)
    found = tuple(With(*row) for row in rows("access.shared_with_me"))
    if found and noted:
        call("access.note_partner_list")
    return found


def one_shared(actor: Actor, sharing_id: UUID, *, noted: bool = True) -> tuple[With, tuple[Piece, ...]] | None:
    """One share with what it gives now, noted in the client's log; None where it does not run. Three queries."""
    here = next((each for each in shared_with(actor, noted=False) if each.id == sharing_id), None)
    if here is None:
        return None
    if noted:
        call("access.note_partner", sharing_id)
    return here, tuple(Piece(sort, json.loads(told)) for sort, told in rows("access.shared_parts", sharing_id))


def shared_paper(actor: Actor, sharing_id: UUID, letter_id: UUID) -> tuple[str, bytes] | None:
    """The title and PDF of a letter that is shared, noted in the client's log; None where it is not. Two queries."""
    proven_actor(actor)
    found = rows("access.shared_paper", sharing_id, letter_id)
    if not found:
        return None
    call("access.note_partner", sharing_id)
    return str(found[0][0]), bytes(found[0][1])
