"""All the money of one or more cases as it stands on a day, with its totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.money.models import Deadline, Paper
from alliantie.money.queries.claims import ClaimHere, claims_of
from alliantie.money.queries.lines import LineHere, lines_of
from alliantie.money.queries.needed import deadlines_of, papers_of
from alliantie.money.rules import Budget, Debts, Sort, debts, month


@dataclass(frozen=True, slots=True)
class Unproved:
    """A figure that counts and rests on no paper yet: of a claim, or of a line of the budget."""

    id: UUID
    claim: bool
    name: str
    amount: Decimal
    client_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Money:
    """What there is, and what it adds up to."""

    deadlines: tuple[Deadline, ...]
    claims: tuple[ClaimHere, ...]
    debts: Debts
    lines: tuple[LineHere, ...]
    budget: Budget
    papers: tuple[Paper, ...]

    def of(self, *sorts: Sort) -> tuple[LineHere, ...]:
        """The lines of these sorts that have not ended."""
        return tuple(each for each in self.lines if each.sort in sorts and not each.ended)

    @property
    def ended(self) -> tuple[LineHere, ...]:
        """The lines that count no more."""
        return tuple(each for each in self.lines if each.ended)

    @property
    def missing(self) -> tuple[Paper, ...]:
        """The papers that are not in yet."""
        return tuple(each for each in self.papers if each.in_on is None)

    @property
    def without_paper(self) -> tuple[Unproved, ...]:
        """The figures of open claims and of the budget whose paper is missing: largest claim first."""
        claims = (
            Unproved(each.id, True, f"{each.creditor.name}, {each.called}", each.amount, each.client_ids)
            for each in self.claims
            if each.open and each.now is not None and each.amount is not None and not each.now.document
        )
        lines = (
            Unproved(each.id, False, each.name, each.shown.amount, each.client_ids)
            for each in self.lines
            if not each.ended and not each.shown.document
        )
        return (*claims, *lines)

    @property
    def nothing(self) -> bool:
        """Whether nothing was recorded at all."""
        return not (self.deadlines or self.claims or self.lines or self.papers)


def money_of(actor: Actor, case_ids: Sequence[UUID], day: date) -> Money:
    """The money of cases on a day, as far as the actor sees it. Four queries."""
    claims, lines = claims_of(actor, case_ids, day), lines_of(actor, case_ids, day)
    return Money(
        deadlines_of(actor, case_ids),
        claims,
        debts(each.owed for each in claims),
        lines,
        month(entry for each in lines if (entry := each.entry) is not None),
        papers_of(actor, case_ids),
    )
