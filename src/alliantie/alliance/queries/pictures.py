"""What the two may look at once a round is revealed, and which rounds are on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import ask
from alliantie.alliance import vault
from alliantie.alliance.drafts import Draft, scores_from_json
from alliantie.alliance.models import PAIRS_TO_READ, Round
from alliantie.alliance.queries.own_part import key_of, unwrapped
from alliantie.alliance.queries.rounds import ROUND, RoundHere
from alliantie.alliance.rules import AMOUNTS
from alliantie.instruments import same_line
from alliantie.instruments.questionnaire import Key

Scores = dict[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the two may look at of one revealed round. Scores are None where the client shared nothing."""

    amount: str
    client: Scores | None
    professional: Scores | None
    client_draft: Draft | None
    professional_draft: Draft | None

    @property
    def shared(self) -> bool:
        """Whether there is a picture."""
        return self.client is not None and self.professional is not None


def looked(actor: Actor, here: RoundHere, round_id: UUID | None = None) -> Looked | None:
    """The picture of a revealed round of this pair, as far as the client shares it; None before the reveal.

    One query. Both sides show the same amount. Raises ErasedError.
    """
    proven_actor(actor)
    found = read("alliance.looked", round_id or here.round.id)
    if not found and here.round.revealed_at is not None:
        key_of(actor, here)
    return _looked(here, found) if found else None


def _looked(here: RoundHere, found: Sequence[tuple[Any, ...]]) -> Looked:
    key = unwrapped(here, found[0][0])
    pictures: dict[str, Scores] = {}
    answers: dict[str, Draft] = {}
    for _wrapped, part_id, role, picture, sealed in found:
        if picture is not None:
            pictures[role] = scores_from_json(vault.unlock(key, "picture", part_id, bytes(picture)))
        if sealed is not None:
            answers[role] = Draft.from_json(vault.unlock(key, "answers", part_id, bytes(sealed)))
    amount = AMOUNTS[2 if answers else 1 if pictures else 0]
    return Looked(
        amount,
        pictures.get("client"),
        pictures.get("professional"),
        answers.get("client"),
        answers.get("professional"),
    )


_BEFORE = f"""SELECT {ROUND}, seen.* FROM (
    SELECT * FROM alliance_round WHERE pair_id = %s AND pair_id = ANY ((SELECT {PAIRS_TO_READ})::uuid[])
       AND number < %s AND revealed_at IS NOT NULL ORDER BY number DESC LIMIT 1) r
  CROSS JOIN LATERAL alliance.looked(r.id) seen"""  # noqa: S608 - names of our own


def previous_picture(actor: Actor, here: RoundHere) -> Looked | None:
    """The picture of the last revealed round before this one on the same line of the trend. One query."""
    found = ask(actor, _BEFORE, (here.pair.id, here.round.number))
    if not found or not same_line(trend_key(ROUND.made(found[0][: len(ROUND)])), trend_key(here.round)):
        return None
    return _looked(here, [row[len(ROUND) :] for row in found])


def trend_key(found: Round) -> str:
    """The key of the questions of a round: rounds with different keys are never joined."""
    key = Key(found.instrument_id, found.instrument_version, found.variant, found.length, found.form)
    return str(key)
