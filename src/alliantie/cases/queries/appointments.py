"""Reading planned talks: what comes, and what was called off without another time yet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.plain import Columns, ask, made
from alliantie.cases.models import Appointment, Case
from alliantie.cases.queries.cases import is_readable, practice_of
from alliantie.people.names import full_name
from alliantie.practices import Practice
from alliantie.practices.rounds import Talk

# What a talk takes where nobody said so; for telling that two meet in time, no more.
USUAL = timedelta(hours=1)
EVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Try:
    """A try to reach someone who did not come."""

    client_id: UUID
    on: date
    ways: tuple[str, ...]
    reached: bool
    said: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned talk: with one client or, where `client_name` is "", with everyone in the case.

    `tries` are the tries to reach whoever did not come, oldest first; a client sees none. `cannot` names who of
    several said not to be able to come; a client sees only the own name. One that was called off is `settled` once
    there is another time or none is needed.
    """

    id: UUID
    case: Case
    practice: Practice
    talk: Talk
    client_id: UUID | None
    client_name: str
    client_full_name: str
    worker_id: UUID
    worker_name: str
    worker_full_name: str
    phone: str
    starts_at: datetime
    minutes: int | None
    place: str
    bring: str
    cancelled_by: str
    settled: bool
    tries: tuple[Try, ...]
    cannot: tuple[str, ...]

    @property
    def ends_at(self) -> datetime:
        """When it ends, as far as anybody said."""
        return self.starts_at + (timedelta(minutes=self.minutes) if self.minutes else USUAL)


_CASE = Columns(Case, "k")
_TALKS = f"""SELECT {_CASE}, a.id, a.talk_id, a.client_id, c.given_name, c.family_name, a.worker_id, w.given_name,
  w.family_name, w.phone, a.starts_at, a.minutes, a.place, a.bring, a.cancelled_by,
  a.settled_at IS NOT NULL,
  (SELECT jsonb_agg(jsonb_build_array(m.client_id, m."on", m.tried, m.reached, m.said) ORDER BY m."on", m.recorded_at)
     FROM cases_missed m WHERE m.appointment_id = a.id AND m.taken_back_at IS NULL),
  (SELECT array_agg(n.given_name ORDER BY n.given_name, n.id)
     FROM cases_absence u JOIN people_client n ON n.id = u.client_id
    WHERE u.appointment_id = a.id AND u.starts_at = a.starts_at)
  FROM cases_appointment a JOIN cases_case k ON k.id = a.case_id JOIN people_worker w ON w.id = a.worker_id
  LEFT JOIN people_client c ON c.id = a.client_id
 WHERE a.case_id = ANY ((SELECT access.cases())::uuid[])"""  # noqa: S608 - names of our own columns
_ORDER = " ORDER BY a.starts_at, a.id"
# A talk was held when there is a contact of its kind, on its day and with its client, that was not taken back. With
# everyone in the case: with any of them. Nor is there anything to ask of one to which somebody did not come.
_MISSED = "EXISTS (SELECT FROM cases_missed m WHERE m.appointment_id = a.id AND m.taken_back_at IS NULL)"
_PLANNED = f"""{_TALKS} AND k.closed_on IS NULL AND (%(case)s::uuid IS NULL OR a.case_id = %(case)s::uuid)
   AND (a.cancelled_at IS NULL AND a.starts_at >= %(since)s AND a.starts_at < %(until)s AND NOT EXISTS (
          SELECT FROM cases_fact f
           WHERE f.case_id = a.case_id AND f.kind = 'contact' AND f.talk_id = a.talk_id AND NOT f.void
             AND f."on" = (a.starts_at AT TIME ZONE %(zone)s)::date
             AND (f.client_id IS NULL OR a.client_id IS NULL OR f.client_id = a.client_id)
             AND NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id))
        AND NOT {_MISSED}
        OR %(case)s::uuid IS NOT NULL AND {_MISSED}
        OR a.cancelled_at IS NOT NULL AND a.settled_at IS NULL
           AND CASE WHEN %(client)s THEN a.starts_at >= %(since)s ELSE a.cancelled_by = 'client' END)"""  # noqa: S608 - names of our own columns


def planned(
    actor: Actor, since: datetime, case_id: UUID | None = None, *, until: datetime = EVER
) -> tuple[Planned, ...]:
    """The talks from a moment on, and before another, in running cases (this case), soonest first; not those held.

    Of one case also each talk to which somebody did not come, however long ago; of all cases none of these.

    Those called off are among them until another time was found: for a worker what a client called off, however long
    ago; for a client what either called off and was still to come. One query.
    """
    values = {"case": case_id, "since": since, "until": until, "zone": clock.HOME.key, "client": actor.is_client}
    return tuple(_those(ask(actor, _PLANNED + _ORDER, values)))


def next_planned(actor: Actor, since: datetime) -> Planned | None:
    """The first talk that goes on from a moment on, in any running case. One query."""
    values = {"case": None, "since": since, "until": EVER, "zone": clock.HOME.key, "client": actor.is_client}
    return next(_those(ask(actor, f"{_PLANNED} AND a.cancelled_at IS NULL{_ORDER} LIMIT 1", values)), None)


def get_planned(actor: Actor, appointment_id: UUID, case_id: UUID | None = None) -> Planned:
    """One planned talk (of this case). One query. Raises Appointment.DoesNotExist."""
    found = ask(actor, f"{_TALKS} AND a.id = %s", (appointment_id,))
    if not found or case_id not in (None, (one := _planned(found[0])).case.id):
        raise Appointment.DoesNotExist
    return one


def at_the_same_time(actor: Actor, one: Planned) -> tuple[Planned, ...]:
    """The other talks of the same worker that meet this one in time. One query."""
    near = ask(
        actor,
        f"{_TALKS} AND a.worker_id = %s AND a.cancelled_at IS NULL AND a.starts_at < %s AND a.starts_at > %s"
        f" AND a.id <> %s{_ORDER}",
        (one.worker_id, one.ends_at, one.starts_at - timedelta(days=1), one.id),
    )
    return tuple(each for each in _those(near) if each.ends_at > one.starts_at)


def _those(rows: Iterable[tuple[Any, ...]]) -> Iterator[Planned]:
    """These talks, but for those of cases whose practice cannot be read."""
    return (_planned(row) for row in rows if is_readable(made(row, _CASE)[0]))


def _planned(row: tuple[Any, ...]) -> Planned:
    (case,) = made(row, _CASE)
    practice = practice_of(case)
    (
        appointment_id, talk_id, client_id, given_name, family_name, worker_id, worker_name, worker_family_name,
        phone, starts_at, minutes, place, bring, cancelled_by, settled, tries, cannot,
    ) = row[len(_CASE) :]  # fmt: skip
    return Planned(
        appointment_id,
        case,
        practice,
        practice.talk(talk_id),
        client_id,
        given_name or "",
        full_name(given_name, family_name) if client_id else "",
        worker_id,
        worker_name,
        full_name(worker_name, worker_family_name),
        phone,
        starts_at,
        minutes,
        place,
        bring,
        cancelled_by,
        settled,
        tuple(
            Try(UUID(who), date.fromisoformat(on), tuple(ways), reached, said)
            for who, on, ways, reached, said in json.loads(tries or "[]")
        ),
        tuple(cannot or ()),
    )
