"""Reading what was written of talks, as a client may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.people.names import full_name

MOST = 50


@dataclass(frozen=True, slots=True)
class Written:
    """What stands of one talk, or was told in own words, and who wrote it down."""

    on: date
    by: str
    text: str
    id: UUID
    case_id: UUID
    beside: str = ""
    """What the client wants to stand beside it, since it was not corrected."""


_WRITTEN = """SELECT f."on", w.given_name, w.family_name, f.text, f.id, f.case_id,
  (SELECT string_agg(r.statement, E'\\n' ORDER BY r.statement_at) FROM cases_clientrequest r
    WHERE r.about_id = f.id AND r.statement <> '')
  FROM cases_fact f LEFT JOIN people_worker w ON w.id = f.recorded_by
 WHERE f.case_id = ANY ((SELECT access.cases())::uuid[]) AND f.client_id = %s AND f.text <> ''
   AND (f.kind = 'contact' OR f."values" ->> 'account' = 'told')
   AND NOT f.void AND NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id)
 ORDER BY f."on" DESC, f.recorded_at DESC, f.id LIMIT %s"""


def written_for(actor: Actor) -> tuple[Written, ...]:
    """What was written of the client's own talks and told in own words, newest first, at most fifty. One query."""
    return tuple(
        Written(on, full_name(given or "", family or ""), text, fact_id, case_id, beside or "")
        for on, given, family, text, fact_id, case_id, beside in ask(actor, _WRITTEN, (actor.me, MOST))
    )
