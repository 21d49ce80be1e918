"""What is written during a talk beside the agreement: the note of the two, and what each is still typing."""

from __future__ import annotations

from typing import Final

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.alliance import policies, vault
from alliantie.alliance.jottings import Kind, jottings, place
from alliantie.alliance.queries import RoundHere, key_of

AGREEMENT_LENGTH: Final = 140
NOTE_LENGTH: Final = 500


def plain(text: str) -> str:
    """What was typed, with one kind of line end and nothing around it."""
    return "\n".join(text.splitlines()).strip()


def write_note(*, actor: Actor, here: RoundHere, text: str, seen: str) -> None:
    """Write the note of the two; "" erases it. The writer's draft of it goes.

    `seen` is the fingerprint of the note that was on the screen. Raises ValueError when the text is longer than 500
    characters, Meanwhile when the other wrote since, NotNow when the conversation is over.
    """
    proven_actor(actor)
    words = plain(text)
    if len(words) > NOTE_LENGTH:
        raise ValueError("a note has at most 500 characters")
    call("alliance.hold", here.round.id)
    now = jottings(actor, here)
    if words != now.note:
        policies.check_is_as_seen(seen, now.fingerprint)
        _write(actor, here, Kind.NOTE, words or None)
    forget_draft(actor=actor, here=here, kind=Kind.NOTE_DRAFT)


def keep_draft(*, actor: Actor, here: RoundHere, kind: Kind, text: str) -> None:
    """Keep what somebody is typing, for that person alone, until it is sent or the talk is over.

    Raises ValueError when it is longer than what it becomes may be, NotNow when the conversation is over.
    """
    proven_actor(actor)
    words = "\n".join(text.splitlines())
    if len(words) > (AGREEMENT_LENGTH if kind is Kind.AGREEMENT_DRAFT else NOTE_LENGTH):
        raise ValueError("a draft is no longer than what it becomes")
    _write(actor, here, kind, words)


def forget_draft(*, actor: Actor, here: RoundHere, kind: Kind) -> None:
    """The own draft is gone, not hidden. Raises NotNow when the conversation is over."""
    proven_actor(actor)
    _write(actor, here, kind, None)


def _write(actor: Actor, here: RoundHere, kind: Kind, words: str | None) -> None:
    sealed = None if words is None else vault.lock(key_of(actor, here), *place(actor, here, kind), {"text": words})
    call("alliance.jot", here.round.id, kind, sealed)
