"""The budget: what comes in, goes out, is attached or may be kept, and from when it is how much."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.access.seen import check_seen
from alliantie.cases.models import Case
from alliantie.money.models import Figure, Line
from alliantie.money.operations.recorded import Document, check_been, check_paper, documented, of_case, sorted_ids
from alliantie.money.rules import Per, Sort


@dataclass(frozen=True, slots=True)
class Counted:
    """How much a line is from a day on, in euros, how often, and the paper it stands in, or `NO_PAPER_YET`."""

    amount: Decimal
    per: Per
    since: date
    document: Document | None


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line of the budget of some of the people of a case; an attachment has who lays it."""

    sort: Sort
    name: str
    client_ids: Sequence[UUID]
    counted: Counted
    creditor_id: UUID | None = None
    applied_on: date | None = None
    granted_on: date | None = None


def add_line(*, actor: Actor, now: datetime, case: Case, line: NewLine, token: UUID) -> UUID:
    """Record a line with its first figure. The same form sent twice records it once.

    Raises Denied for an amount without a paper of which that is not said, and for an exempt income without its paper
    and day: it is taken over as others computed it.
    """
    proven_actor(actor)
    _check_document(line.sort, line.counted)
    made = uuid.uuid5(token, f"{case.id} {line}")
    with transaction.atomic():
        Line.objects.bulk_create(
            [
                Line(
                    id=made,
                    **of_case(actor, now, case),
                    client_ids=sorted_ids(line.client_ids),
                    sort=line.sort,
                    name=line.name,
                    creditor_id=line.creditor_id,
                    applied_on=line.applied_on,
                    granted_on=line.granted_on,
                )
            ],
            ignore_conflicts=True,
        )
        _count(actor, now, case, made, line.counted, uuid.uuid5(made, "figure"))
    return made


def record_figure(*, actor: Actor, now: datetime, case: Case, line_id: UUID, counted: Counted, token: UUID) -> UUID:
    """Record how much a line is from a day on; what it was before stays. Raises Line.DoesNotExist, Denied."""
    proven_actor(actor)
    line = _there(actor, case).get(id=line_id)
    _check_document(Sort(line.sort), counted)
    return _count(actor, now, case, line.id, counted, uuid.uuid5(token, f"{line.id} {counted}"))


def grant_allowance(
    *, actor: Actor, now: datetime, case: Case, line_id: UUID, on: date, seen: str | None = None
) -> None:
    """An allowance that was applied for was granted on a day.

    `seen` is the fingerprint of the day that stood on the screen, or None. Raises Line.DoesNotExist, Denied for a
    future day, Meanwhile where somebody else said another day since.
    """
    proven_actor(actor)
    check_been(on, now)
    with transaction.atomic():
        there = _there(actor, case).filter(id=line_id, sort=Sort.ALLOWANCE)
        line = there.select_for_update().get()
        if line.granted_on != on:
            check_seen(seen, line.granted_on)
            there.update(granted_on=on)


def end_line(*, actor: Actor, case: Case, line_id: UUID, ends_on: date | None, seen: str | None = None) -> None:
    """From this day on a line counts no more; None takes that back.

    `seen` is the fingerprint of the day that stood on the screen, or None. Raises Line.DoesNotExist, Meanwhile where
    somebody else said another day since.
    """
    proven_actor(actor)
    with transaction.atomic():
        there = _there(actor, case).filter(id=line_id)
        line = there.select_for_update().get()
        if line.ends_on != ends_on:
            check_seen(seen, line.ends_on)
            there.update(ends_on=ends_on)


def _there(actor: Actor, case: Case) -> Any:
    return Line.objects.visible_to(actor).filter(case_id=case.id, taken_back_at__isnull=True)


def _check_document(sort: Sort, counted: Counted) -> None:
    check_paper(counted.amount, counted.document)
    if sort is Sort.EXEMPT and not (counted.document and counted.document.title and counted.document.on):
        raise Denied(_("Schrijf op welk papier dit staat, en van welke dag."))


def _count(actor: Actor, now: datetime, case: Case, line_id: UUID, counted: Counted, made: UUID) -> UUID:
    Figure.objects.bulk_create(
        [
            Figure(
                id=made,
                **of_case(actor, now, case),
                **documented(counted.document),
                line_id=line_id,
                since=counted.since,
                amount=counted.amount,
                per=counted.per,
            )
        ],
        ignore_conflicts=True,
    )
    return made
