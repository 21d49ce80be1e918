"""The conversation of a round, and what was agreed in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.alliance import vault
from alliantie.alliance.models import Conversation, Round
from alliantie.alliance.queries.own_part import key_of
from alliantie.alliance.queries.rounds import RoundHere
from alliantie.alliance.states import State


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation of a round as both see it."""

    state: str
    agreement: str
    fingerprint: str
    date_in_file: bool | None


def talk(actor: Actor, here: RoundHere) -> Talk | None:
    """The conversation of a round, its agreement opened. Two queries."""
    found = Conversation.objects.visible_to(actor).filter(round_id=here.round.id).first()
    return None if found is None else _opened(actor, here, found)


def _opened(actor: Actor, here: RoundHere, found: Conversation) -> Talk:
    key = key_of(actor, here)
    text = vault.unlock(key, "agreement", found.round_id, bytes(found.agreement))["text"]
    seen = hashlib.sha256(bytes(found.agreement)).hexdigest()
    return Talk(found.agreement_state, text, seen, found.date_in_file)


def last_agreement(actor: Actor, here: RoundHere) -> str:
    """What the two agreed in their last discussed round before this one, or "". Up to two queries."""
    found = (
        Conversation.objects.visible_to(actor)
        .filter(pair_id=here.pair.id, round__number__lt=here.round.number, round__state=State.DISCUSSED)
        .order_by("-round__number")
        .first()
    )
    if found is None or found.agreement_state != Conversation.Agreement.CONFIRMED:
        return ""
    return _opened(actor, here, found).agreement


def discussed_count(actor: Actor, pair_id: UUID) -> int:
    """How many rounds this pair talked about. One query."""
    return Round.objects.visible_to(actor).filter(pair_id=pair_id, state=State.DISCUSSED).count()
