"""Reading about organisations, workers and clients."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from alliantie.access.call import rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import Columns, ask, made, tie
from alliantie.access.policies import Denied
from alliantie.access.visible import AnyOf
from alliantie.people.models import Membership, Organisation, Team, Worker
from alliantie.people.names import sort_key


@dataclass(frozen=True, slots=True)
class Colleague:
    """A worker of the same organisation."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Match:
    """What may be told of a person who is known already: the team, and whether all cases there have ended.

    Or that too many questions were asked.
    """

    team: str | None
    refused: bool
    ended: bool


def colleagues(actor: Actor, on: date) -> tuple[Colleague, ...]:
    """The other workers of the actor's organisation who are in a team of it on a day, by name. One query."""
    proven_actor(actor)
    mine = Worker.objects.filter(id=actor.me).values("organisation_id")
    there = Membership.objects.filter(worker_id=OuterRef("id"), team__organisation_id=OuterRef("organisation_id"))
    found = Worker.objects.filter(Exists(_running(there, on)), organisation_id__in=mine).exclude(id=actor.me)
    return tuple(Colleague(worker.id, worker.name) for worker in found.order_by("family_name", "given_name"))


def in_team(actor: Actor, team_id: UUID, on: date) -> frozenset[UUID]:
    """Who are in a team on a day, or come to it later. One query."""
    proven_actor(actor)
    return frozenset(
        Membership.objects.filter(team_id=team_id).exclude(ends_on__lte=on).values_list("worker_id", flat=True)
    )


def _running(memberships: QuerySet[Membership], on: date) -> QuerySet[Membership]:
    return memberships.filter(starts_on__lte=on).exclude(ends_on__lte=on)


def teams_of(actor: Actor, on: date) -> tuple[Team, ...]:
    """The teams the worker belongs to on a day, with their organisation. One query."""
    return tuple(_of(row) for row in ask(actor, _MEMBER, {"me": actor.me, "on": on}))


def teams_of_organisation(actor: Actor, organisation_id: UUID) -> tuple[Team, ...]:
    """The teams of an organisation, by name. One query."""
    proven_actor(actor)
    return tuple(Team.objects.filter(organisation_id=organisation_id).order_by("name", "id"))


def teams_led(actor: Actor) -> tuple[Team, ...]:
    """The teams the actor leads today, with their organisation, by name. One query. Raises Denied without any."""
    teams = tuple(_of(row) for row in ask(actor, _LED))
    if not teams:
        raise Denied(_("Dit mag u niet doen."))
    return teams


_TEAM, _ORGANISATION = Columns(Team, "t"), Columns(Organisation, "o")
# Each found by its number: with OFFSET nothing else is weighed, however few there are.
_OF_TEAM = "CROSS JOIN LATERAL (SELECT * FROM people_organisation WHERE id = t.organisation_id OFFSET 0) o"
_LED = f"""
SELECT {_TEAM}, {_ORGANISATION} FROM (SELECT DISTINCT unnest(access.teams_led())) AS led (id)
 CROSS JOIN LATERAL (SELECT * FROM people_team WHERE id = led.id OFFSET 0) t {_OF_TEAM}
 ORDER BY t.name, t.id"""  # noqa: S608 - our own columns
_MEMBER = f"""
SELECT {_TEAM}, {_ORGANISATION} FROM people_membership m
 CROSS JOIN LATERAL (SELECT * FROM people_team WHERE id = m.team_id OFFSET 0) t {_OF_TEAM}
 WHERE m.worker_id = %(me)s AND m.starts_on <= %(on)s AND (m.ends_on IS NULL OR m.ends_on > %(on)s)
 ORDER BY t.name, t.id"""  # noqa: S608 - our own columns


def _of(row: tuple[Any, ...]) -> Team:
    team, organisation = made(row, _TEAM, _ORGANISATION)
    tie(team, organisation=organisation)
    return cast(Team, team)


def leads(actor: Actor, team_ids: Iterable[UUID]) -> bool:
    """Whether the actor leads one of these teams today. One query."""
    proven_actor(actor)
    return Team.objects.filter(AnyOf("id", "access.teams_led()"), id__in=list(team_ids)).exists()


def organisation_managed(actor: Actor) -> Organisation:
    """The organisation whose practices the actor manages today. One query. Raises Denied when there is none."""
    proven_actor(actor)
    organisation = Organisation.objects.filter(AnyOf("id", "access.organisations_managed()")).first()
    if organisation is None:
        raise Denied(_("Dit mag u niet doen."))
    return organisation


def organisation_guarded(actor: Actor) -> Organisation:
    """The organisation whose clients' privacy the actor guards today. One query. Raises Denied when there is none."""
    proven_actor(actor)
    organisation = Organisation.objects.filter(AnyOf("id", "access.organisations_guarded()")).first()
    if organisation is None:
        raise Denied(_("Dit mag u niet doen."))
    return organisation


def organisation_researched(actor: Actor) -> Organisation:
    """The organisation at which the actor does research today, and nothing else. One query. Raises Denied otherwise."""
    proven_actor(actor)
    organisation = Organisation.objects.filter(AnyOf("id", "access.organisations_researched()")).first()
    if organisation is None:
        raise Denied(_("Dit mag u niet doen."))
    return organisation


def workers_of(actor: Actor, organisation_id: UUID) -> tuple[Colleague, ...]:
    """Everyone who works at an organisation, by name. One query."""
    proven_actor(actor)
    found = Worker.objects.filter(organisation_id=organisation_id).order_by("family_name", "given_name", "id")
    return tuple(Colleague(worker.id, worker.name) for worker in found)


def organisation_of(actor: Actor, organisation_id: UUID) -> Organisation:
    """The organisation of a case: name, confidential contact, complaints desk. One query."""
    proven_actor(actor)
    return Organisation.objects.get(id=organisation_id)


def match(actor: Actor, given_name: str, family_name: str, born_on: date, secret: bytes) -> Match:
    """Whether someone with this full name and birth date is known in the own organisation, and to which team.

    Each question is logged as a keyed hash and limited to twenty an hour; nothing is told but the team's name, and
    whether a case runs still.
    """
    proven_actor(actor)
    key = sort_key(given_name, family_name)
    return Match(*rows("access.known_at", key, born_on, question_hash(secret, key, born_on))[0])


def question_hash(secret: bytes, key: str, born_on: date) -> bytes:
    """A keyed hash of the question, so that the log tells repeats apart without holding names."""

    return hmac.new(secret, f"{key}|{born_on.isoformat()}".encode(), hashlib.sha256).digest()
