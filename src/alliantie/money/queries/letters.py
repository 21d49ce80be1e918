"""Reading the contact with creditors from the facts of a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import ask
from alliantie.money.letters import Contact
from alliantie.money.queries.claims import ClaimHere


@dataclass(frozen=True, slots=True)
class Contacted:
    """A contact with a creditor about a step, on a day. What was recorded at once has one `recorded_at`.

    `claim` is what the debt it was about is called; "" where it was about all of this creditor.
    """

    id: UUID
    contact: Contact
    creditor: str
    claim: str
    step: str
    on: date
    recorded_at: datetime

    def concerns(self, claim: ClaimHere) -> bool:
        """Whether it was about this claim."""
        return self.creditor == claim.creditor.name and self.claim in ("", claim.called)


_CONTACTS = """SELECT f.id, f.kind, f."values"->>'creditor', coalesce(f."values"->>'claim', ''),
       coalesce(f."values"->>'step', ''), f."on", f.recorded_at
  FROM cases_fact f
 WHERE f.case_id = %(case)s AND f.case_id = ANY ((SELECT access.cases())::uuid[]) AND f.kind = ANY (%(kinds)s)
   AND NOT f.void AND f."values" ? 'creditor' AND NOT EXISTS (SELECT FROM cases_fact c WHERE c.corrects_id = f.id)
 ORDER BY f."on" DESC, f.recorded_at DESC, f.id"""


def contacts_in(actor: Actor, case_id: UUID) -> tuple[Contacted, ...]:
    """Every contact with a creditor in a case that still stands, newest first. One query; empty for a client."""
    values = {"case": case_id, "kinds": [str(contact) for contact in Contact]}
    return tuple(
        Contacted(fact_id, Contact(kind), creditor, claim, step, on, recorded_at)
        for fact_id, kind, creditor, claim, step, on, recorded_at in ask(actor, _CONTACTS, values)
    )
