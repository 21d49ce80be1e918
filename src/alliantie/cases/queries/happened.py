"""Reading what happened in cases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask


@dataclass(frozen=True, slots=True)
class Happened:
    """A fact on the timeline. `values` and `text` are there only when it was read as a whole."""

    id: UUID
    kind: str
    on: date
    detail_id: str
    client_id: UUID | None
    recorded_at: datetime
    own: bool
    values: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    beside: str = ""
    """What its client wants to stand beside it, since it was not corrected."""


_TIMELINE = """SELECT f.case_id, f.id, f.kind, f."on", f.talk_id, f.client_id, f.recorded_at, f.recorded_by%s
  FROM unnest(%%(cases)s::uuid[], %%(days)s::date[]) AS wanted (case_id, since) CROSS JOIN LATERAL (
    SELECT * FROM cases_fact WHERE case_id = wanted.case_id AND "on" >= wanted.since OFFSET 0) f
 WHERE f.case_id = ANY ((SELECT access.cases())::uuid[]) AND NOT f.void
   AND NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id)
 ORDER BY f."on" DESC, f.recorded_at DESC, f.id"""
_BRIEFLY = _TIMELINE % ", NULL, '', NULL"
_WHOLE = _TIMELINE % (
    ", f.\"values\", f.text, (SELECT string_agg(r.statement, E'\\n' ORDER BY r.statement_at)"
    " FROM cases_clientrequest r WHERE r.about_id = f.id AND r.statement <> '')"
)


def timeline(
    actor: Actor, case_ids: Iterable[UUID], since: Mapping[UUID, date] | None = None, *, whole: bool = False
) -> tuple[tuple[UUID, Happened], ...]:
    """What happened in these cases and still stands, newest first, with the case. One query.

    Where `since` has a day for a case, what happened before it is left out. With `whole` also all that a fact says.
    """
    cases, days = list(case_ids), since or {}
    found = ask(
        actor, _WHOLE if whole else _BRIEFLY, {"cases": cases, "days": [days.get(each, date.min) for each in cases]}
    )
    return tuple(
        (
            case_id,
            Happened(
                *(fact_id, kind, on, talk_id, client_id, at, by == actor.me),
                *(json.loads(values) if values else {}, text, beside or ""),
            ),
        )
        for case_id, fact_id, kind, on, talk_id, client_id, at, by, values, text, beside in found
    )


_REPLACED = """SELECT c.id, f.id, f.kind, f."on", f.talk_id, f.client_id, f.recorded_at, f.recorded_by,
  f."values", f.text
  FROM cases_fact f JOIN cases_fact c ON c.corrects_id = f.id AND NOT c.void AND c.kind = f.kind
 WHERE f.case_id = %(case)s AND f.case_id = ANY ((SELECT access.cases())::uuid[]) AND f.kind = ANY (%(kinds)s)"""


def replaced_by(actor: Actor, case_id: UUID, kinds: Iterable[str]) -> Mapping[UUID, Happened]:
    """What was said again of these kinds in a case, by what took its place on the same day. One query."""
    found = ask(actor, _REPLACED, {"case": case_id, "kinds": list(kinds)})
    return {
        by: Happened(fact_id, kind, on, talk_id, client_id, at, who == actor.me, json.loads(values or "{}"), text)
        for by, fact_id, kind, on, talk_id, client_id, at, who, values, text in found
    }


_TOGETHER = """SELECT f.id, f.recorded_by = %(me)s AND NOT f.void
       AND NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id) FROM cases_fact f
 WHERE f.together = %(together)s AND f.case_id = ANY ((SELECT access.cases())::uuid[]) ORDER BY f.id"""


def recorded_together(actor: Actor, together: UUID) -> dict[UUID, bool]:
    """The facts recorded at once under this number, and whether each stands and is the actor's own. One query."""
    return dict(ask(actor, _TOGETHER, {"together": together, "me": actor.me}))


_CORRECTION = """SELECT c.id FROM cases_fact c
 WHERE c.corrects_id = %s AND c.case_id = ANY ((SELECT access.cases())::uuid[])"""


def correction_of(actor: Actor, fact_id: UUID) -> UUID | None:
    """What corrected a fact, if it was corrected. One query."""
    return next((found for (found,) in ask(actor, _CORRECTION, [fact_id])), None)
