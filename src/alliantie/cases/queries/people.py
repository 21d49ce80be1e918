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
    """Someone the case is about, and whether the frame was explained under the case's version."""

    client_id: UUID
    name: str
    given_name: str
    role: str
    born_on: date
    explained_on: date | None
    easy_form: bool


_PEOPLE = """SELECT n.client_id, c.given_name, c.family_name, n.role, c.born_on, c.easy_form,
  (SELECT e.explained_on FROM cases_explanation e
    WHERE e.case_id = n.case_id AND e.client_id = n.client_id AND e.practice_version = %%(version)s)%s
  FROM cases_participant n JOIN people_client c ON c.id = n.client_id
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
