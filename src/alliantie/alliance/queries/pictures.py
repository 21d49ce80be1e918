"""What the two may look at once a round is revealed, and which rounds are on one line."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.alliance import vault
from alliantie.alliance.drafts import Draft, scores_from_json
from alliantie.alliance.models import Round
from alliantie.alliance.queries.own_part import unwrapped
from alliantie.alliance.queries.rounds import RoundHere
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

    One query. Both sides show the same amount.
    """
    proven_actor(actor)
    found = read("alliance.looked", round_id or here.round.id)
    if not found:
        return None
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


def previous_picture(actor: Actor, here: RoundHere) -> Looked | None:
    """The picture of the last revealed round before this one on the same line of the trend. Up to four queries."""
    found = (
        Round.objects.visible_to(actor)
        .filter(pair_id=here.pair.id, number__lt=here.round.number, revealed_at__isnull=False)
        .order_by("-number")
        .first()
    )
    if found is None or not same_line(trend_key(found), trend_key(here.round)):
        return None
    return looked(actor, here, found.id)


def trend_key(found: Round) -> str:
    """The key of the questions of a round: rounds with different keys are never joined."""
    key = Key(found.instrument_id, found.instrument_version, found.variant, found.length, found.form)
    return str(key)
