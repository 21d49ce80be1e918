"""What happened as its client reads it: what was written, what was done and why, and the own words about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Incident
from alliantie.cases.queries import practice_of
from alliantie.cases.queries.incidents import Said, WholeIncident, Written, whole_incidents
from alliantie.portal.queries.cases import cases_of
from alliantie.practices import Practice
from alliantie.practices.show_reactions import called, values_in_words
from alliantie.practices.texts import Language


@dataclass(frozen=True, slots=True)
class Cause:
    """Where it came from as a worker sees it, and what the client said against that."""

    id: UUID
    worker_name: str
    name: str
    text: str
    on: date
    against: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What a worker did, why, and until when the client can object; a letter once it was sent.

    `since` is who judged otherwise after it, or "".
    """

    worker_name: str
    name: str
    reason: str
    on: date
    objection_until: date | None
    since: str


@dataclass(frozen=True, slots=True)
class OwnIncident:
    """One incident of the client's own."""

    id: UUID
    address: str
    name: str
    on: date
    worker_name: str
    said: tuple[tuple[str, str], ...]
    texts: tuple[Written, ...]
    heard: str
    account: str
    readers: str
    causes: tuple[Cause, ...]
    steps: tuple[Step, ...]
    against: tuple[Said, ...]


def own_incidents(actor: Actor, language: str) -> tuple[OwnIncident, ...]:
    """What was noted about the client who asks, newest first, without what was taken back. Two queries."""
    cases = {case.id: practice_of(case) for case in cases_of(actor)}
    return tuple(
        _own(cases[whole.incident.case_id], whole, language)
        for whole in whole_incidents(actor, cases)
        if whole.incident.state != Incident.State.WITHDRAWN
    )


def own_incident(actor: Actor, incident_id: UUID) -> tuple[Incident, frozenset[UUID]]:
    """An incident of the client's own, and the views of its cause. Two queries. Raises Incident.DoesNotExist."""
    cases = [case.id for case in cases_of(actor)]
    for whole in whole_incidents(actor, cases, incident_id):
        if whole.incident.state != Incident.State.WITHDRAWN:
            return whole.incident, frozenset(view.id for view in whole.views)
    raise Incident.DoesNotExist


def _own(practice: Practice, whole: WholeIncident, language: str) -> OwnIncident:
    incident, reactions = whole.incident, practice.reactions
    if reactions is None:
        raise KeyError(practice.id)
    kind = reactions.incident(incident.kind)
    return OwnIncident(
        incident.id,
        practice.address,
        called(kind, language, practice.address),
        incident.on,
        whole.worker_name,
        values_in_words(practice, kind.fact, incident.values, cast(Language, language), practice.address),
        whole.texts,
        incident.heard,
        whole.account,
        whole.account_readers,
        tuple(
            Cause(
                each.id,
                each.worker_name,
                called(reactions.cause(each.cause), language, practice.address),
                each.text,
                each.on,
                each.against,
            )
            for each in whole.views
        ),
        tuple(
            Step(
                each.worker_name,
                called(reactions.response(each.option), language, practice.address),
                each.reason,
                each.on,
                each.objection_until if each.objection_until and each.objection_until >= clock.today() else None,
                whole.judged[0].worker_name if whole.judged_since(each) else "",
            )
            for each in whole.responses
            if not whole.unsent(practice, each.option)
        ),
        whole.against,
    )
