"""What is written during a talk beside the agreement: the note the two share, and what the reader is still typing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID, uuid5

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.alliance import vault
from alliantie.alliance.models import Jotting
from alliantie.alliance.queries import RoundHere, key_of
from alliantie.alliance.rules import Role

Kind = Jotting.Kind


@dataclass(frozen=True, slots=True)
class Jottings:
    """Of one round, for one of the two. A draft is the reader's own, None where nothing was typed since.

    `fingerprint` tells two versions of the note apart, "" while there is none; `written_by` who wrote it last.
    """

    note: str = ""
    fingerprint: str = ""
    written_by: Role | None = None
    agreement_draft: str | None = None
    note_draft: str | None = None


def place(actor: Actor, here: RoundHere, kind: Kind) -> tuple[vault.Room, UUID]:
    """Where a jotting opens and nowhere else: the note in its round, a draft in its round for its writer."""
    if kind is Kind.NOTE:
        return "note", here.round.id
    return "draft", uuid5(here.round.id, f"{kind} {here.role(actor)}")


def jottings(actor: Actor, here: RoundHere) -> Jottings:
    """The note and the reader's own drafts, opened; empty for whoever is not of the pair. One query, and the key's."""
    proven_actor(actor)
    found = {Kind(kind): (role, bytes(words)) for kind, role, words in read("alliance.jottings", here.round.id)}
    text = {
        kind: str(vault.unlock(key_of(actor, here), *place(actor, here, kind), words)["text"])
        for kind, (_role, words) in found.items()
    }
    role, words = found.get(Kind.NOTE, (None, b""))
    return Jottings(
        note=text.get(Kind.NOTE, ""),
        fingerprint=hashlib.sha256(words).hexdigest() if words else "",
        written_by=role,
        agreement_draft=text.get(Kind.AGREEMENT_DRAFT),
        note_draft=text.get(Kind.NOTE_DRAFT),
    )
