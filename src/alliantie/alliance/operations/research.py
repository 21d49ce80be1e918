"""Research: consent that a person gives and takes back, and an export that is asked for, decided and fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings

from alliantie.access import sealed
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor

WORDS = "1"
"""Which words of the pages somebody said yes to: another meaning is another number."""
PLACE = "research"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a researcher asks for. Clients read `study` and `institution`."""

    study: str
    institution: str
    purpose: str
    reference: str
    both_sides: bool
    keep_until: date


def consent(*, actor: Actor, yes: bool) -> None:
    """Allow research with the own answers, or take that back. Raises Denied for who does not decide alone."""
    proven_actor(actor)
    call("alliance.consent_to_research", yes, WORDS)


def ask_research(*, actor: Actor, token: UUID, wanted: Wanted) -> None:
    """Ask for an export; the same sent twice is asked once. Raises Denied for who is no researcher, NotNow."""
    proven_actor(actor)
    call(
        "alliance.ask_research",
        token,
        wanted.study,
        wanted.institution,
        wanted.purpose,
        wanted.reference,
        wanted.both_sides,
        wanted.keep_until,
    )


def decide_research(*, actor: Actor, research_id: UUID, yes: bool, why: str) -> None:
    """Approve an export or refuse it with a reason. Raises Denied for who asked it, NotNow when it was decided."""
    proven_actor(actor)
    call("alliance.decide_research", research_id, yes, why)


def fetch_research(*, actor: Actor, research_id: UUID) -> bytes:
    """The file, once: it is gone from here. Raises Denied, NotNow when it was fetched or is over."""
    proven_actor(actor)
    kept = call("alliance.fetch_research", research_id)
    return sealed.unseal(settings.MASTER_KEY, PLACE, research_id, bytes(kept))
