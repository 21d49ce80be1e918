"""Making and revoking the secret address under which a calendar program reads a worker's talks."""

from __future__ import annotations

import secrets

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.queries.calendar import hash_of


def make_calendar(*, actor: Actor, initials: bool) -> str:
    """A new secret of 256 bits for the actor's calendar, told once; an earlier one opens nothing any more.

    Raises Denied for anyone but a worker.
    """
    proven_actor(actor)
    secret = secrets.token_urlsafe(32)
    call("access.make_calendar", hash_of(secret), initials)
    return secret


def drop_calendar(*, actor: Actor) -> None:
    """Revoke the actor's calendar. Twice is the same as once."""
    proven_actor(actor)
    call("access.drop_calendar")
