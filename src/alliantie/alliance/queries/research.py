"""Research: what a person allows and where it was used; the exports that were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alliantie.access.call import read
from alliantie.access.identity import Actor, proven_actor
from alliantie.alliance.models import Research


@dataclass(frozen=True, slots=True)
class Use:
    """One export that somebody's answers went along in."""

    study: str
    institution: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class OwnResearch:
    """Since when somebody allows research, None if not; whether they may decide that alone; where it was used."""

    given_at: datetime | None
    may: bool
    uses: tuple[Use, ...]


def own_research(actor: Actor) -> OwnResearch:
    """Of the client or worker who asks, and nobody else. Two queries."""
    proven_actor(actor)
    ((given_at, may),) = read("alliance.own_research") or [(None, False)]
    return OwnResearch(given_at, may, tuple(Use(*row) for row in read("alliance.own_research_uses")))


def own_consents(actor: Actor) -> list[tuple[datetime, datetime | None]]:
    """From when until when the one who asks allowed research, newest first. One query."""
    proven_actor(actor)
    return [(given, withdrawn) for given, withdrawn in read("alliance.own_research_consents")]


def researches(actor: Actor, organisation_id: UUID) -> tuple[Research, ...]:
    """The exports of an organisation the actor may read: a researcher the own ones. Newest first. One query."""
    found = Research.objects.visible_to(actor).filter(organisation_id=organisation_id)
    return tuple(found.select_related("asked_by", "decided_by").order_by("-asked_at", "id")[:100])


def get_research(actor: Actor, organisation_id: UUID, research_id: UUID) -> Research:
    """One export. Raises Research.DoesNotExist when it is not the actor's to read. One query."""
    found = Research.objects.visible_to(actor).filter(organisation_id=organisation_id)
    return found.select_related("asked_by", "decided_by").get(id=research_id)
