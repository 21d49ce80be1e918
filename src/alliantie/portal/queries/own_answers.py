"""What a client answered in rounds, read when it is fetched: the other one's side is never among it."""

from __future__ import annotations

from typing import Any

from alliantie.access.identity import Actor
from alliantie.alliance.models import Part
from alliantie.alliance.operations import own_mailbox
from alliantie.alliance.queries import ErasedError, get_round, own_part, pairs_with_rounds, shown_pairs, silent_pairs
from alliantie.alliance.queries.research import own_consents, own_research
from alliantie.alliance.queries.talks import talk


def own_rounds_data(actor: Actor, language: str) -> dict[str, Any]:
    """Each round with the own answers and what the two agreed; and the own wishes. Some four queries a round."""
    silent = silent_pairs(actor)
    return {
        "rounds": [
            _round(actor, each.id, here.worker_name, language)
            for here in pairs_with_rounds(actor)
            for each in here.rounds
        ],
        "not_asked_in": sorted(str(pair) for pair in silent),
        "shown": [{"earlier": str(one), "later": str(other)} for one, other in sorted(shown_pairs(actor))],
        "reminder": own_mailbox(actor),
        "research": _research(actor),
    }


def _research(actor: Actor) -> dict[str, Any]:
    """From when until when the client allowed research, and where the own answers went along."""
    return {
        "allowed": [
            {"from": given.isoformat(), "until": withdrawn.isoformat() if withdrawn else None}
            for given, withdrawn in own_consents(actor)
        ],
        "used": [
            {"study": each.study, "institution": each.institution, "at": each.made_at.isoformat()}
            for each in own_research(actor).uses
        ],
    }


def _round(actor: Actor, round_id: Any, worker_name: str, language: str) -> dict[str, Any]:
    here = get_round(actor, round_id)
    told: dict[str, Any] = {
        "id": str(here.round.id),
        "pair_id": str(here.pair.id),
        "number": here.round.number,
        "state": here.round.state,
        "with": worker_name,
        "opens_on": here.round.opens_on.isoformat(),
        "discussed_on": here.round.discussed_on.isoformat() if here.round.discussed_on else None,
    }
    try:
        part, draft, _key = own_part(actor, here)
        noted = talk(actor, here)
    except Part.DoesNotExist:
        return told | {"answers": []}
    except ErasedError:
        return told | {"answers": [], "erased": True}
    items = {item.id: item.text for item in here.questionnaire(actor, language).items}
    return told | {
        "sealed_at": part.sealed_at.isoformat() if part.sealed_at else None,
        "share": part.share,
        "answers": [
            {"item": item, "question": items.get(item, ""), "answer": answer} for item, answer in draft.answers.items()
        ],
        "helped": draft.helped,
        "helper": draft.helper,
        "agreement": noted.agreement if noted else "",
    }
