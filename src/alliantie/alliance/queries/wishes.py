"""What the client does not want to be asked, and shows to a later worker."""

from __future__ import annotations

from uuid import UUID

from alliantie.access.identity import Actor, proven_actor
from alliantie.alliance.models import Shown, Wish


def does_not_want_asking(actor: Actor, pair_id: UUID) -> bool:
    """The client's own wish. One query; always False for anyone else, who cannot see it."""
    return pair_id in silent_pairs(actor)


def silent_pairs(actor: Actor) -> set[UUID]:
    """The pairs in which the client who asks does not want to be asked. One query; empty for anyone else."""
    proven_actor(actor)
    return {wish.pair_id for wish in Wish.objects.raw("SELECT * FROM alliance.own_wishes()") if wish.do_not_ask}


def shown_pairs(actor: Actor) -> set[tuple[UUID, UUID]]:
    """Which earlier pairs are shown to which later ones. One query."""
    proven_actor(actor)
    return set(Shown.objects.values_list("earlier_id", "later_id"))
