"""Reading a worker's calendar: what the worker set, and the talks as another program may know them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.practices import library
from alliantie.practices.rounds import Mode


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """Since when the worker has an address, and whether it tells initials."""

    made_at: datetime
    initials: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A talk without anything of the case: when, how long, by which means, and initials if the worker wants them."""

    id: UUID
    starts_at: datetime
    minutes: int | None
    mode: Mode
    initials: str


def own_calendar(actor: Actor) -> OwnCalendar | None:
    """What the actor set; None without an address. One query."""
    proven_actor(actor)
    found = read("access.own_calendar")
    return OwnCalendar(*found[0]) if found else None


def calendar_of(secret: str) -> tuple[Entry, ...] | None:
    """The talks under a secret address, whoever asks; None when it opens nothing. One query."""
    found = read("access.calendar_of", hash_of(secret))
    if not found:
        return None
    return tuple(
        Entry(made, starts_at, minutes, practice.talk(talk_id).mode, initials or "")
        for made, starts_at, minutes, practice_id, version, talk_id, initials in found
        if made is not None and (practice := library().readable(practice_id, version)) is not None
    )


def hash_of(secret: str) -> bytes:
    """How the secret of a calendar is kept: it has too many bits to be guessed from this."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()
