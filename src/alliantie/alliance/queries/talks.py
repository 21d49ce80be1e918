"""The conversation of a round, and what was agreed in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import Columns, ask
from alliantie.alliance import vault
from alliantie.alliance.models import PAIRS_TO_READ, Conversation, Round
from alliantie.alliance.queries.own_part import key_of, unwrapped
from alliantie.alliance.queries.rounds import RoundHere
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


_NOTED = Columns(Conversation, "n")
_AGREED = f"""SELECT {_NOTED}, alliance.pair_key(n.pair_id)
  FROM alliance_conversation n JOIN alliance_round r ON r.id = n.round_id
 WHERE n.pair_id = %s AND n.pair_id = ANY ((SELECT {PAIRS_TO_READ})::uuid[])
   AND r.number < %s AND r.state = 'discussed'
 ORDER BY r.number DESC LIMIT 1"""  # noqa: S608 - names of our own


def last_agreement(actor: Actor, here: RoundHere) -> str:
    """What the two agreed in their last discussed round before this one, or "". One query."""
    found = ask(actor, _AGREED, (here.pair.id, here.round.number))
    if not found:
        return ""
    noted = _NOTED.made(found[0][:-1])
    if noted.agreement_state != Conversation.Agreement.CONFIRMED:
        return ""
    unwrapped(here, found[0][-1])
    return _opened(actor, here, noted).agreement


def discussed_count(actor: Actor, pair_id: UUID) -> int:
    """How many rounds this pair talked about. One query."""
    return Round.objects.visible_to(actor).filter(pair_id=pair_id, state=State.DISCUSSED).count()
