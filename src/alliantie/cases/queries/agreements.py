"""Reading the agreements of cases: what is open, with whom, and who does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.cases.models import Agreement

# So long a client still finds what was ticked off, and can undo it.
JUST_SETTLED = timedelta(days=7)
MOST = 50


@dataclass(frozen=True, slots=True)
class Agreed:
    """One agreement. `client_name` is "" where it is with everyone; `owner_called` is the name of who does it."""

    id: UUID
    case_id: UUID
    case_title: str
    client_id: UUID | None
    client_name: str
    text: str
    owner: str
    owner_called: str
    due_on: date | None
    made_at: datetime
    state: str
    settled_at: datetime | None
    settled_by: UUID | None
    settled_by_name: str
    reason: str
    practice_id: str
    practice_version: str


_AGREED = """SELECT a.id, a.case_id, f.title AS case_title, a.client_id, coalesce(c.given_name, '') AS client_name,
  a.text, a.owner, CASE a.owner WHEN 'client' THEN c.given_name WHEN 'worker' THEN w.given_name ELSE a.owner_name END
  AS owner_called, a.due_on, a.made_at, a.state, a.settled_at, a.settled_by,
  coalesce(s.given_name, c.given_name, '') AS settled_by_name, a.reason, f.practice_id, f.practice_version
  FROM cases_agreement a JOIN cases_case f ON f.id = a.case_id JOIN people_worker w ON w.id = f.worker_id
  LEFT JOIN people_client c ON c.id = a.client_id LEFT JOIN people_worker s ON s.id = a.settled_by
 WHERE a.case_id = ANY ((SELECT access.cases())::uuid[])"""
_SOONEST = " ORDER BY a.due_on NULLS LAST, a.made_at, a.id"

# What `get_case` asks along with a case `k`.
IN_CASE = f"SELECT jsonb_agg(to_jsonb(o)) FROM ({_AGREED} AND a.case_id = k.id AND a.state = 'open'{_SOONEST}) o"  # noqa: S608


def agreed_by_others(actor: Actor) -> tuple[Agreed, ...]:
    """What clients and others do in the running cases one may see, soonest due first, at most fifty. One query."""
    open_in = "AND a.state = 'open' AND a.owner <> 'worker' AND f.closed_on IS NULL"
    return _read(actor, f"{_AGREED} {open_in}{_SOONEST} LIMIT {MOST}")


def open_agreements(actor: Actor, case_id: UUID) -> tuple[Agreed, ...]:
    """What is open in one case, soonest due first. One query."""
    return _read(actor, f"{_AGREED} AND a.case_id = %(case)s AND a.state = 'open'{_SOONEST}", case=case_id)


def agreements_of(actor: Actor, case_id: UUID) -> tuple[Agreed, ...]:
    """Everything that was ever agreed in one case: open first, then the latest settled. One query."""
    order = " ORDER BY a.state <> 'open', a.settled_at DESC, a.due_on NULLS LAST, a.made_at, a.id"
    return _read(actor, f"{_AGREED} AND a.case_id = %(case)s{order}", case=case_id)


def own_agreements(actor: Actor, now: datetime) -> tuple[Agreed, ...]:
    """What a client agreed in running cases: open, soonest due first, then what was just ticked off. One query."""
    return _read(
        actor,
        f"{_AGREED} AND f.closed_on IS NULL AND (a.state = 'open' OR a.state = 'done' AND a.settled_by = %(me)s"
        " AND a.settled_at > %(since)s) ORDER BY a.state DESC, a.due_on NULLS LAST, a.made_at, a.id",
        me=actor.me,
        since=now - JUST_SETTLED,
    )


def get_agreement(actor: Actor, agreement_id: UUID, case_id: UUID | None = None) -> Agreed:
    """One agreement (of this case). One query. Raises Agreement.DoesNotExist."""
    found = _read(actor, f"{_AGREED} AND a.id = %(id)s", id=agreement_id)
    if not found or case_id not in (None, found[0].case_id):
        raise Agreement.DoesNotExist
    return found[0]


def _read(actor: Actor, statement: str, **values: Any) -> tuple[Agreed, ...]:
    return tuple(Agreed(*row) for row in ask(actor, statement, values))
