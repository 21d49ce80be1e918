"""What who represents a client may read: by functions of the database that look anew at the ground each time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from alliantie.access.call import call, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.representing import BOTH_FROM, Ground, birthday, ground_of
from alliantie.money.words import status_for_client
from alliantie.practices import library


@dataclass(frozen=True, slots=True)
class For:
    """A client somebody represents today: on which ground, what that covers, and whom to call."""

    id: UUID
    client: str
    ground: Ground
    care: bool
    money: bool
    together: bool
    starts_on: date
    ends_on: date | None
    practice_id: str
    practice_version: str
    organisation: str
    team: str
    phone: str
    worker: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement that is open: what, who does it ("client", "worker", or a name), by when."""

    text: str
    owner: str
    owner_name: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Talk:
    """A planned talk."""

    starts_at: datetime
    minutes: int
    name: str
    place: str
    bring: str


@dataclass(frozen=True, slots=True)
class Debt:
    """A debt of the client alone, with what the creditor said last."""

    creditor: str
    reference: str
    status: str
    amount: Decimal | None
    said_on: date | None


@dataclass(frozen=True, slots=True)
class Shown:
    """All that who represents a client reads."""

    who: For
    agreements: tuple[Agreed, ...]
    talks: tuple[Talk, ...]
    debts: tuple[Debt, ...]


def acts_for(actor: Actor, today: date) -> tuple[For, ...]:
    """Whom the actor represents today, by name. One query."""
    proven_actor(actor)
    return tuple(
        For(
            row[0], row[1], ground_of(row[3]), row[4], row[5],
            ground_of(row[3]).minor and row[4] and today >= birthday(row[2], BOTH_FROM), *row[6:],
        )
        for row in rows("access.acts_for")
    )  # fmt: skip


def shown_for(actor: Actor, representation_id: UUID, language: str, today: date) -> Shown | None:
    """What the ground gives to read, noted in the client's own log; None where that is nothing. Five queries."""
    who = next((each for each in acts_for(actor, today) if each.id == representation_id), None)
    if who is None:
        return None
    call("access.note_acting", representation_id)
    practice = library().get(who.practice_id, who.practice_version)
    names = {each.id: each.name.in_(language) for each in practice.talks}
    talks = rows("access.acting_talks", representation_id)
    claims = rows("access.acting_claims", representation_id)
    return Shown(
        who,
        tuple(Agreed(*row) for row in rows("access.acting_agreements", representation_id)),
        tuple(Talk(at, minutes, names.get(talk, ""), *more) for at, minutes, talk, *more in talks),
        tuple(
            Debt(creditor, reference, status_for_client(status), amount, said_on)
            for creditor, _kind, reference, status, _since, amount, said_on in claims
        ),
    )
