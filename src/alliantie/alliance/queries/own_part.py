"""The own part of a round, opened with the key of its pair."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import ask
from alliantie.alliance import vault
from alliantie.alliance.drafts import Draft
from alliantie.alliance.models import Part
from alliantie.alliance.queries.rounds import OWN_PART, RoundHere


class ErasedError(Exception):
    """The key of a pair was destroyed: nobody reads any more what the two answered and agreed."""


def pair_key(actor: Actor, pair_id: UUID) -> bytes:
    """The key of a pair the actor may read. One query. Raises vault.DamagedError, ErasedError."""
    proven_actor(actor)
    ((wrapped,),) = read("alliance.pair_key", pair_id)
    return _opened(pair_id, wrapped)


def _opened(pair_id: UUID, wrapped: bytes | None) -> bytes:
    if wrapped is None:
        raise ErasedError
    return vault.unwrap(settings.MASTER_KEY, pair_id, bytes(wrapped))


def key_of(actor: Actor, here: RoundHere) -> bytes:
    """The key of a round's pair. One query the first time for these rows, none after. Raises as `pair_key` does."""
    proven_actor(actor)
    if here.pair.opened_key is None:
        here.pair.opened_key = pair_key(actor, here.pair.id)
    return here.pair.opened_key


_OWN = f"SELECT {OWN_PART}, alliance.pair_key(o.pair_id) FROM alliance.own_part(%s, %s) o"  # noqa: S608


def own_part(actor: Actor, here: RoundHere, lock: bool = False) -> tuple[Part, Draft, bytes]:
    """The actor's own part, opened, and the pair's key. One query, none where it was read along with the round.

    With `lock` nobody else changes it until the transaction ends: it is read anew unless it was read along so. Raises
    Part.DoesNotExist, ErasedError.
    """
    proven_actor(actor)
    found = [here.own] if here.own and (here.own_held or not lock) else ask(actor, _OWN, (here.round.id, lock))
    if not found or found[0][0] is None:
        raise Part.DoesNotExist
    part = OWN_PART.made(found[0][:-1])
    key = unwrapped(here, found[0][-1])
    return part, Draft.from_json(vault.unlock(key, "answers", part.id, bytes(part.answers))), key


def unwrapped(here: RoundHere, wrapped: bytes | None) -> bytes:
    """The key of a round's pair, which came along with what it opens. Raises ErasedError."""
    if here.pair.opened_key is None:
        here.pair.opened_key = _opened(here.pair.id, wrapped)
    return here.pair.opened_key
