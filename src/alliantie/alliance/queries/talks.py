"""The conversation of a round, and what was agreed in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.alliance import vault
from alliantie.alliance.models import Conversation, Round
from alliantie.alliance.queries.own_part import key_of, unwrapped
from alliantie.alliance.queries.rounds import LAST_AGREED, RoundHere, agreed_in
from alliantie.alliance.states import State


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation of a round as both see it."""

    state: str
    agreement: str
    fingerprint: str
    date_in_file: bool | None

    def is_something_else_than(self, words: str) -> bool:
        """Whether something stands there that these words would overwrite."""
        nothing = self.state == Conversation.Agreement.OPEN and not self.agreement
        return not nothing and self.agreement != words

    def is_settled_as(self, words: str) -> bool:
        """Whether the two agreed on these words already, "" for none this time."""
        wanted = Conversation.Agreement.CONFIRMED if words else Conversation.Agreement.NONE
        return self.state == wanted and self.agreement == words


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
    """What the two agreed in their last discussed round before this one, or "". One query, none where it came along."""
    agreed = here.agreed
    if agreed is None:
        found = ask(actor, LAST_AGREED, (here.pair.id, here.round.number))
        agreed = agreed_in(found[0] if found else (None,))
    noted = agreed.conversation
    if noted is None or noted.agreement_state != Conversation.Agreement.CONFIRMED:
        return ""
    unwrapped(here, agreed.wrapped)
    return _opened(actor, here, noted).agreement


def discussed_count(actor: Actor, pair_id: UUID) -> int:
    """How many rounds this pair talked about. One query."""
    return Round.objects.visible_to(actor).filter(pair_id=pair_id, state=State.DISCUSSED).count()
