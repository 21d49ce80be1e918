"""Reading the people of a case, and what they know of the frame."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.access.identity import Actor, proven_actor
from alliantie.access.plain import ask
from alliantie.cases.models import Acknowledgement, Case
from alliantie.people.names import full_name


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the case is about, and when the frame was last explained under the case's version."""

    client_id: UUID
    name: str
    given_name: str
    role: str
    born_on: date
    explained_on: date | None
    easy_form: bool


_PEOPLE = """SELECT n.client_id, c.given_name, c.family_name, n.role, c.born_on, c.easy_form,
  (SELECT max(e.explained_on) FROM cases_explanation e
    WHERE e.case_id = n.case_id AND e.client_id = n.client_id AND e.practice_version = %%(version)s)%s
  FROM cases_participant n CROSS JOIN LATERAL (SELECT * FROM people_client WHERE id = n.client_id OFFSET 0) c
 WHERE n.case_id = %%(case)s AND n.case_id = ANY ((SELECT access.cases())::uuid[])
 ORDER BY n.role DESC, c.born_on, n.client_id"""
_UNNOTED = _PEOPLE % ""
_NOTED = _PEOPLE % ", access.note_reading(%(noted)s, n.case_id, n.client_id, '')"


def people_of(actor: Actor, case: Case, *, noted: str = "") -> tuple[Person, ...]:
    """The people of a case the actor may see: a worker all, a client only themselves. One query.

    `noted` is what the reading log says of it, a line for each, who can see only their own; "" notes nothing.
    """
    values = {"case": case.id, "version": case.practice_version}
    found = ask(actor, _NOTED, {**values, "noted": noted}) if noted else ask(actor, _UNNOTED, values)
    return tuple(
        Person(client_id, full_name(given_name, family_name), given_name, role, born_on, explained_on, easy_form)
        for client_id, given_name, family_name, role, born_on, easy_form, explained_on, *_line in found
    )


_EXPLAINED = """SELECT e.explained_on FROM cases_explanation e
 WHERE e.case_id = %(case)s AND e.client_id = %(client)s AND e.practice_version = %(version)s
   AND e.case_id = ANY ((SELECT access.cases())::uuid[])
 ORDER BY e.explained_on DESC"""


def explained_days(actor: Actor, case: Case, client_id: UUID) -> list[date]:
    """Each day on which the frame was explained to someone under the case's version, the last first. One query."""
    asked = {"case": case.id, "client": client_id, "version": case.practice_version}
    return [day for (day,) in ask(actor, _EXPLAINED, asked)]


_NEWS = """SELECT EXISTS (
  SELECT FROM cases_participant n CROSS JOIN LATERAL (SELECT max(e.explained_on) AS heard FROM cases_explanation e
    WHERE e.case_id = n.case_id AND e.client_id = n.client_id AND e.practice_version = %(version)s) e
   WHERE n.case_id = %(case)s AND n.case_id = ANY ((SELECT access.cases())::uuid[])
     AND (e.heard IS NULL
       OR EXISTS (SELECT FROM cases_measure m WHERE m.case_id = n.case_id AND m.ends_on IS NULL
            AND m.starts_on > e.heard AND (m.client_id IS NULL OR m.client_id = n.client_id))
       OR EXISTS (SELECT FROM cases_condition c WHERE c.case_id = n.case_id AND c.ended_on IS NULL
            AND c.starts_on > e.heard AND (c.client_id IS NULL OR c.client_id = n.client_id))))"""


def frame_to_explain(actor: Actor, case: Case) -> bool:
    """Whether somebody in the case has not heard the frame, or not what began since. One query."""
    return bool(ask(actor, _NEWS, {"case": case.id, "version": case.practice_version})[0][0])


def frame_is_known(actor: Actor, case: Case) -> bool:
    """Whether the client who asks said that the frame is clear, in the case's version of it. One query."""
    return any(
        each.case_id == case.id and each.practice_version == case.practice_version for each in acknowledgements(actor)
    )


def acknowledgements(actor: Actor) -> tuple[Acknowledgement, ...]:
    """What the client who asks said of the frame, in each case and version. One query; empty for anyone else."""
    proven_actor(actor)
    return tuple(Acknowledgement.objects.raw("SELECT * FROM access.own_acknowledgements()"))


# OFFSET keeps the database from reading whole timelines before it looks at the days.
