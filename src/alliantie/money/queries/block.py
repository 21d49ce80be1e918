"""The money of a case in brief, for a page that shows much else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.money.queries.needed import pressing
from alliantie.money.rules import Debts, Owed, debts, standing
from alliantie.money.states import Status


@dataclass(frozen=True, slots=True)
class Brief:
    """What threatens (its kind and day), most pressing first, what is owed, and which papers are missing."""

    deadlines: tuple[tuple[str, date], ...]
    debts: Debts
    papers: tuple[str, ...]

    @property
    def missing(self) -> int:
        """How many papers are missing."""
        return len(self.papers)


@dataclass(frozen=True, slots=True)
class _Said:
    since: date
    recorded_at: datetime
    amount: Decimal | None


# Each part names what the actor may see, as `visible_to` would.
_BRIEF = """SELECT
  (SELECT jsonb_agg(jsonb_build_array(c.id, k.name, c.status, s.since, s.recorded_at, s.amount::text))
     FROM money_claim c JOIN money_creditor k ON k.id = c.creditor_id JOIN money_statement s ON s.claim_id = c.id
    WHERE c.case_id = %(case)s AND c.case_id = ANY ((SELECT access.cases())::uuid[]) AND c.taken_back_at IS NULL
      AND s.taken_back_at IS NULL AND s.answer IN ('amount', 'unknown')),
  (SELECT jsonb_agg(jsonb_build_array(d.kind, d."on")) FROM money_deadline d
    WHERE d.case_id = %(case)s AND d.case_id = ANY ((SELECT access.cases())::uuid[]) AND d.taken_back_at IS NULL
      AND d.over_on IS NULL),
  (SELECT jsonb_agg(p.name ORDER BY p.asked_on, p.name, p.id) FROM money_paper p
    WHERE p.case_id = %(case)s AND p.case_id = ANY ((SELECT access.cases())::uuid[]) AND p.taken_back_at IS NULL
      AND p.in_on IS NULL)"""


def money_in_brief(actor: Actor, case_id: UUID, day: date) -> Brief:
    """The money of a case in brief, as it stands on a day. One query."""
    (told, threatening, missing), *_rest = ask(actor, _BRIEF, {"case": case_id})
    said: dict[tuple[str, str, str], list[_Said]] = {}
    for claim_id, name, status, since, recorded_at, amount in json.loads(told or "[]"):
        said.setdefault((claim_id, name, status), []).append(
            _Said(
                date.fromisoformat(since),
                datetime.fromisoformat(recorded_at),
                Decimal(amount) if amount is not None else None,
            )
        )
    owed = []
    for (_claim_id, name, status), each in said.items():
        now = standing(each, day)
        owed.append(Owed(name, now.amount if now else None, Status(status)))
    deadlines = [(kind, date.fromisoformat(on)) for kind, on in json.loads(threatening or "[]")]
    deadlines.sort(key=lambda each: pressing(each[0], each[1], day))
    return Brief(tuple(deadlines), debts(owed), tuple(json.loads(missing or "[]")))
