"""Reading the budget, with every figure of each line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from alliantie.access.identity import Actor
from alliantie.cases.models import Case
from alliantie.money.models import Figure, Line
from alliantie.money.rules import Entry, Per, Sort, standing


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a line is from a day on. `taken_back` counts no more."""

    id: UUID
    since: date
    amount: Decimal
    per: Per
    document: str
    documented_on: date | None
    recorded_by: UUID
    recorded_at: datetime
    taken_back: bool


@dataclass(frozen=True, slots=True)
class LineHere:
    """A line of the budget as it stands on a day, with all its figures, newest first."""

    id: UUID
    case_id: UUID
    client_ids: tuple[UUID, ...]
    sort: Sort
    name: str
    creditor_name: str
    applied_on: date | None
    granted_on: date | None
    ends_on: date | None
    figures: tuple[Counts, ...]
    now: Counts | None
    """The figure that holds on that day; None before the first."""
    ended: bool
    awaited: bool
    """An allowance that is not granted yet, and so counts in nothing."""

    @property
    def entry(self) -> Entry | None:
        """As the sums need it; None when it does not count on that day."""
        if self.now is None or self.ended or self.awaited:
            return None
        return Entry(self.sort, self.name, self.now.amount, self.now.per)

    @property
    def shown(self) -> Counts:
        """The figure that holds, else the first that will."""
        return self.now or [each for each in self.figures if not each.taken_back][-1]


def lines_of(actor: Actor, case_ids: Iterable[UUID], day: date) -> tuple[LineHere, ...]:
    """The lines of cases as they stand on a day, first recorded first. One query."""
    return tuple(_lines(actor, Q(case_id__in=list(case_ids)), day))


def line_with(actor: Actor, case: Case, line_id: UUID, day: date) -> LineHere:
    """One line of a case. One query. Raises Line.DoesNotExist, also for one that was taken back."""
    found = _lines(actor, Q(case_id=case.id, line_id=line_id), day)
    if not found:
        raise Line.DoesNotExist
    return found[0]


def _lines(actor: Actor, where: Q, day: date) -> list[LineHere]:
    figures = Figure.objects.visible_to(actor).filter(where, line__taken_back_at__isnull=True)
    by_line: dict[UUID, list[Figure]] = {}
    for each in figures.select_related("line__creditor").order_by(
        "line__recorded_at", "line__name", "line_id", "-since", "-recorded_at", "id"
    ):
        by_line.setdefault(each.line_id, []).append(each)
    return [_line(each[0].line, tuple(map(_counts, each)), day) for each in by_line.values()]


def _line(line: Line, figures: tuple[Counts, ...], day: date) -> LineHere:
    sort = Sort(line.sort)
    return LineHere(
        line.id,
        line.case_id,
        tuple(line.client_ids),
        sort,
        line.name,
        line.creditor.name if line.creditor else "",
        line.applied_on,
        line.granted_on,
        line.ends_on,
        figures,
        standing(figures, day, where=lambda each: not each.taken_back),
        line.ends_on is not None and line.ends_on <= day,
        sort is Sort.ALLOWANCE and (line.granted_on is None or line.granted_on > day),
    )


def _counts(figure: Figure) -> Counts:
    return Counts(
        figure.id,
        figure.since,
        figure.amount,
        Per(figure.per),
        figure.document,
        figure.documented_on,
        figure.recorded_by,
        figure.recorded_at,
        figure.taken_back_at is not None,
    )
