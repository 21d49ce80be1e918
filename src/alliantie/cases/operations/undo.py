"""Undoing what one just recorded of the frame of a case, within a quarter of an hour."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from alliantie import clock
from alliantie.access.call import call, read, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case
from alliantie.cases.operations.duties import reckon
from alliantie.cases.operations.facts import take_back_fact
from alliantie.cases.operations.frame import check_something_runs


def moment_of_change() -> datetime:
    """The moment that what is changed now is recorded with, by which it can be undone. One query."""
    moment: datetime = read("access.moment")[0][0]
    return moment


def undo_changes(*, actor: Actor, now: datetime, case: Case, made_at: datetime) -> None:
    """Undo what the actor changed at that moment in conditions, measures and explanations; twice is the same as once.

    What followed from it is undone with it: measures that ended in its place run on, facts that told of it are taken
    back, and what is due is reckoned again. Raises Denied, and NotNow later than a quarter of an hour, where it was
    changed since, or where nothing would run any more.
    """
    proven_actor(actor)
    with transaction.atomic():
        rows("access.timelines", [case.id], True)
        for fact_id in call("access.undo_changes", case.id, made_at):
            take_back_fact(actor=actor, now=now, fact_id=fact_id)
        check_something_runs(actor, case)
        reckon(actor=actor, today=clock.day_of(now), case_ids=[case.id])
