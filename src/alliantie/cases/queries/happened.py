"""Reading what happened in cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact on the timeline, in the practice's words where it is a talk or a measure."""

    id: UUID
    kind: str
    on: date
    detail_id: str
    client_id: UUID | None
    recorded_at: datetime
    own: bool


_TIMELINE = """SELECT f.case_id, f.id, f.kind, f."on", f.talk_id, f.client_id, f.recorded_at, f.recorded_by
  FROM unnest(%(cases)s::uuid[], %(days)s::date[]) AS wanted (case_id, since) CROSS JOIN LATERAL (
    SELECT * FROM cases_fact WHERE case_id = wanted.case_id AND "on" >= wanted.since OFFSET 0) f
 WHERE f.case_id = ANY ((SELECT access.cases())::uuid[]) AND NOT f.void
   AND NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id)
 ORDER BY f."on" DESC, f.recorded_at DESC, f.id"""


def timeline(
    actor: Actor, case_ids: Iterable[UUID], since: Mapping[UUID, date] | None = None
) -> tuple[tuple[UUID, Happened], ...]:
    """What happened in these cases and still stands, newest first, with the case. One query.

    Where `since` has a day for a case, what happened before it is left out.
    """
    cases, days = list(case_ids), since or {}
    found = ask(actor, _TIMELINE, {"cases": cases, "days": [days.get(each, date.min) for each in cases]})
    return tuple(
        (case_id, Happened(fact_id, kind, on, talk_id, client_id, recorded_at, by == actor.me))
        for case_id, fact_id, kind, on, talk_id, client_id, recorded_at, by in found
    )
