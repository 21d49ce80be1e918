"""How somebody of the demo fills in the own side of a round: as the story says, by the operations of everyday use."""

from __future__ import annotations

from random import Random

from alliantie.access.identity import Actor
from alliantie.alliance import operations as alliance
from alliantie.alliance.queries import RoundHere
from alliantie.demo import patterns, steps


def answer(actor: Actor, here: RoundHere, act: steps.Answer) -> None:
    """Answer, choose what is shared, and seal."""
    asked = here.questionnaire(actor)
    chance = Random(act.chance)  # noqa: S311 - a story, no secret
    given = patterns.answers(act.pattern, act.number, act.count, act.role, asked.items, len(asked.options), chance)
    if act.role == "client":
        alliance.take_stance(actor=actor, here=here, stance="taking_part")
    if act.helped is not None:
        alliance.save_helped(actor=actor, here=here, helped=act.helped)
    alliance.save_answers(actor=actor, here=here, answers=given)
    alliance.seal(actor=actor, here=here, share=act.share, helper="nobody" if act.role == "client" else None)
