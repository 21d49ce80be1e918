"""Reading incidents: those of a case, one with all that was said and done about it, and how the case ended."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.plain import Columns, ask, made
from alliantie.cases.models import Case, Incident
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.standing import standing_of
from alliantie.norms.fact_values import read_values
from alliantie.norms.reactions import offered, passed
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Timeline
from alliantie.practices import Practice
from alliantie.practices.reaction import TIE, Response


@dataclass(frozen=True, slots=True)
class Said:
    """What a client said against an incident or a view of its cause, and when."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """What a worker wrote of an incident on a day."""

    text: str
    on: date
    worker_name: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What a worker said an incident was, on a day."""

    values: Mapping[str, Any]
    on: date
    worker_name: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class View:
    """Where an incident came from as a worker saw it on a day, and what the client said against that."""

    id: UUID
    cause: str
    text: str
    on: date
    worker_name: str
    against: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done about an incident, why, by whom, and until when one can object."""

    option: str
    reason: str
    on: date
    objection_until: date | None
    worker_name: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """An incident that was not put away. `called` ties to it what is recorded about it.

    It is `answered` where something was chosen since it was judged as it is now.
    """

    id: UUID
    client_id: UUID
    kind: str
    on: date
    heard: str
    state: str
    called: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """How a case ended, for which reason of its practice ("" where it names none), and when that was noted."""

    kind: str
    reason: str
    on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class WholeIncident:
    """An incident, what was written of it, newest first, and the client's own account where the reader may see it.

    `recorded` are the kinds of fact that were recorded about it and stand.
    """

    incident: Incident
    client_name: str
    worker_name: str
    texts: tuple[Written, ...]
    account: str
    account_readers: str
    views: tuple[View, ...]
    responses: tuple[Done, ...]
    against: tuple[Said, ...]
    recorded: frozenset[str]
    judged: tuple[Judged, ...]
    """Each word on what it was, newest first, also those that another took the place of."""

    def judged_since(self, done: Done) -> bool:
        """Whether the incident was judged otherwise since a response was chosen, which answers that no more."""
        then = next((each for each in self.judged if each.recorded_at <= done.recorded_at), None)
        return then is not None and then.values != self.judged[0].values

    @property
    def answered(self) -> bool:
        """Whether something was chosen since the incident was judged as it is now."""
        return any(not self.judged_since(done) for done in self.responses)

    def unsent(self, practice: Practice, option: str) -> bool:
        """Whether a response is a letter that tells of this incident once it was sent, and was not sent yet."""
        letter = practice.reactions.response(option).letter if practice.reactions else None
        sent = practice.letter(letter).sent if letter else None
        return sent is not None and TIE in sent.values and sent.fact not in self.recorded


_INCIDENT = Columns(Incident, "i")
_WORKER = "SELECT w.given_name FROM people_worker w WHERE w.id = "
_WHOLE = f"""SELECT {_INCIDENT}, c.given_name, ({_WORKER} i.recorded_by),
  (SELECT jsonb_agg(jsonb_build_array(f.text, f."on", ({_WORKER} f.recorded_by))
     ORDER BY f."on" DESC, f.recorded_at DESC, f.id) FROM cases_fact f
    WHERE f.case_id = i.case_id AND f.client_id = i.client_id AND NOT f.void AND f.text <> ''
      AND f."values"->>'{TIE}' = i."values"->>'{TIE}'
      AND f.kind = (SELECT made.kind FROM cases_fact made WHERE made.id = i.id)),
  (SELECT jsonb_build_array(a.text, a.readers) FROM cases_account a WHERE a.incident_id = i.id),
  (SELECT jsonb_agg(jsonb_build_array(v.id, v.cause, v.text, v."on", ({_WORKER} v.recorded_by))
     ORDER BY v.recorded_at, v.id) FROM cases_viewofcause v WHERE v.incident_id = i.id),
  (SELECT jsonb_agg(jsonb_build_array(r.option, r.reason, r."on", r.objection_until, ({_WORKER} r.recorded_by),
     r.recorded_at)
     ORDER BY r.recorded_at, r.id) FROM cases_response r WHERE r.incident_id = i.id),
  (SELECT jsonb_agg(jsonb_build_array(s.view_id, s.text, s.at) ORDER BY s.at, s.id)
     FROM cases_contradiction s WHERE s.incident_id = i.id),
  (SELECT jsonb_agg(DISTINCT f.kind) FROM cases_fact f
    WHERE f.case_id = i.case_id AND f."values"->>'{TIE}' = i."values"->>'{TIE}' AND NOT f.void
      AND NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id)),
  (SELECT jsonb_agg(jsonb_build_array(f."values", f."on", ({_WORKER} f.recorded_by), f.recorded_at)
     ORDER BY f."on" DESC, f.recorded_at DESC, f.id) FROM cases_fact f
    WHERE f.case_id = i.case_id AND f.client_id = i.client_id AND NOT f.void
      AND f."values"->>'{TIE}' = i."values"->>'{TIE}'
      AND f.kind = (SELECT made.kind FROM cases_fact made WHERE made.id = i.id))
  FROM cases_incident i JOIN people_client c ON c.id = i.client_id
 WHERE i.case_id = ANY ((SELECT access.cases())::uuid[]) AND i.case_id = ANY (%(cases)s)
   AND (%(incident)s::uuid IS NULL OR i.id = %(incident)s::uuid)
 ORDER BY i."on" DESC, i.recorded_at DESC, i.id"""  # noqa: S608 - names of our own columns


def whole_incidents(
    actor: Actor, case_ids: Iterable[UUID], incident_id: UUID | None = None
) -> tuple[WholeIncident, ...]:
    """The incidents of these cases (or one of them) that the actor may see, newest first. One query."""
    return tuple(map(_whole, ask(actor, _WHOLE, {"cases": list(case_ids), "incident": incident_id})))


def whole_incident(actor: Actor, case_id: UUID, incident_id: UUID) -> WholeIncident:
    """One incident of a case. One query. Raises Incident.DoesNotExist."""
    found = whole_incidents(actor, [case_id], incident_id)
    if not found:
        raise Incident.DoesNotExist
    return found[0]


def incidents_called(actor: Actor, case_id: UUID, client_id: UUID) -> tuple[str, ...]:
    """What the incidents of one client are called that were not taken back, newest first. One query."""
    found = Incident.objects.visible_to(actor).filter(case_id=case_id, client_id=client_id)
    there = found.exclude(state=Incident.State.WITHDRAWN).order_by("-on", "-recorded_at", "id")
    return tuple(values[TIE] for values in there.values_list("values", flat=True))


def incidents_in(case: Case) -> tuple[Open, ...]:
    """The incidents of a case read as a whole that were not put away, newest first. Costs no query."""
    return tuple(
        Open(UUID(id), UUID(client_id), kind, date.fromisoformat(on), heard, state, called, answered)
        for id, client_id, kind, on, heard, state, called, answered in case.with_incidents
    )


def outcome_in(case: Case) -> Ended | None:
    """How a case read as a whole ended, None while it runs. Costs no query."""
    if not case.with_outcome:
        return None
    kind, reason, on, recorded_at = case.with_outcome
    return Ended(kind, reason, date.fromisoformat(on), datetime.fromisoformat(recorded_at))


def offered_to(actor: Actor, case: Case, incident: Incident, now: datetime) -> tuple[Response, ...]:
    """What can be done about an incident today. One query."""
    return offered_in(case, incident, standing_of(actor, case, clock.day_of(now)).timeline, clock.day_of(now))


def offered_in(case: Case, incident: Incident, timeline: Timeline, today: date) -> tuple[Response, ...]:
    """What can be done about an incident in a case with this timeline. Costs no query."""
    practice = practice_of(case)
    if practice.reactions is None:
        return ()
    kind = practice.reactions.incident(incident.kind).fact
    values, _wrong = read_values(practice, kind, incident.values)
    standing = Standing(practice, timeline, today)
    running = [force.measure for force in standing.unended]
    return offered(practice, incident.kind, values, running, passed(standing))


def comes_first(standing: Standing, response: Response, incident: Incident) -> tuple[str, ...]:
    """The kinds of fact that have to be there before a response and are not. Costs no query.

    One that names another incident does not count for this one.
    """
    about = incident.values[TIE]
    return tuple(
        kind
        for kind in response.first
        if not any(fact.values.get(TIE, about) == about for fact in standing.by_kind.get(kind, ()))
    )


def _whole(row: tuple[Any, ...]) -> WholeIncident:
    (incident,) = made(row, _INCIDENT)
    incident.values = json.loads(incident.values)
    client_name, worker_name, written, account, views, responses, against, recorded, judged = row[len(_INCIDENT) :]
    text, readers = json.loads(account) if account else ("", "")
    said: dict[str | None, list[Said]] = {}
    for view_id, words, at in json.loads(against or "[]"):
        said.setdefault(view_id, []).append(Said(words, datetime.fromisoformat(at)))
    return WholeIncident(
        incident,
        client_name,
        worker_name or "",
        (
            *(Written(said, date.fromisoformat(on), by or "") for said, on, by in json.loads(written or "[]")),
            *((Written(incident.text, incident.on, worker_name or ""),) if incident.text else ()),
        ),
        text,
        readers,
        tuple(
            View(UUID(id), cause, why, date.fromisoformat(on), worker or "", tuple(said.get(id, ())))
            for id, cause, why, on, worker in json.loads(views or "[]")
        ),
        tuple(
            Done(
                option,
                reason,
                date.fromisoformat(on),
                date.fromisoformat(until) if until else None,
                worker or "",
                datetime.fromisoformat(at),
            )
            for option, reason, on, until, worker, at in json.loads(responses or "[]")
        ),
        tuple(said.get(None, ())),
        frozenset(json.loads(recorded or "[]")),
        tuple(
            Judged(values, date.fromisoformat(on), worker or "", datetime.fromisoformat(at))
            for values, on, worker, at in json.loads(judged or "[]")
        ),
    )
