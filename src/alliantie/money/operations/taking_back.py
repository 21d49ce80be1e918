"""Taking back what was recorded by mistake: it stays, counts no more, and can be put back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Case
from alliantie.cases.operations.duties import reckon
from alliantie.money.models import Claim, Deadline, Figure, Line, Paper, Statement


class Thing(StrEnum):
    """What can be taken back."""

    CLAIM = "claim"
    STATEMENT = "statement"
    LINE = "line"
    FIGURE = "figure"
    PAPER = "paper"
    DEADLINE = "deadline"


MODELS: dict[Thing, Any] = {
    Thing.CLAIM: Claim,
    Thing.STATEMENT: Statement,
    Thing.LINE: Line,
    Thing.FIGURE: Figure,
    Thing.PAPER: Paper,
    Thing.DEADLINE: Deadline,
}
# What hangs on what: a claim keeps something that was said of it, a line a figure.
PARENTS: dict[Thing, tuple[str, Any]] = {Thing.STATEMENT: ("claim_id", Claim), Thing.FIGURE: ("line_id", Line)}


def take_back(*, actor: Actor, now: datetime, case: Case, thing: Thing, id: UUID) -> None:
    """Take back something of a case; twice is the same as once.

    Raises Denied for the last figure of a claim or line, which is taken back as a whole, and the model's DoesNotExist.
    """
    proven_actor(actor)
    there = MODELS[thing].objects.visible_to(actor).filter(case_id=case.id)
    with transaction.atomic():
        if thing in PARENTS:
            column, parent = PARENTS[thing]
            parent_id = there.values_list(column, flat=True).get(id=id)
            # Two at once would each leave the other's.
            parent.objects.visible_to(actor).select_for_update().get(id=parent_id)
            others = there.filter(**{column: parent_id}, taken_back_at__isnull=True).exclude(id=id)
            if not others.exists():
                raise Denied(_("Dit is het enige bedrag. Neem het geheel terug, of zet er een nieuw bedrag bij."))
        there.get(id=id)
        there.filter(id=id, taken_back_at__isnull=True).update(taken_back_at=now)
        _follow(actor, now, case, thing)


def put_back(*, actor: Actor, now: datetime, case: Case, thing: Thing, id: UUID) -> None:
    """Undo that; twice is the same as once. Raises the model's DoesNotExist."""
    proven_actor(actor)
    with transaction.atomic():
        if not MODELS[thing].objects.visible_to(actor).filter(case_id=case.id, id=id).update(taken_back_at=None):
            raise MODELS[thing].DoesNotExist
        _follow(actor, now, case, thing)


def _follow(actor: Actor, now: datetime, case: Case, thing: Thing) -> None:
    """Let what is due follow, where it hangs on this."""
    if thing is Thing.DEADLINE:
        reckon(actor=actor, today=clock.day_of(now), case_ids=[case.id])
