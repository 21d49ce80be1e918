"""Plans, agreements and ends of the demo: made as in everyday use, and as the rows that this gives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases import operations as cases
from alliantie.cases.models import Agreement, Case, Outcome
from alliantie.cases.operations import ending
from alliantie.cases.plan_rules import Content, Goal, Step
from alliantie.cases.queries import get_plan, practice_of
from alliantie.demo import steps


def plan_of(goals: steps.Goals) -> Content:
    """A plan with one step a goal."""
    return Content(
        goals=tuple(
            Goal(area=area, words=words, steps=(Step(what=what, when=when),)) for area, words, what, when in goals
        )
    )


def agree_on_plan(actor: Actor, now: datetime, case: Case, client_id: UUID | None, goals: steps.Goals) -> None:
    """Begin a plan, write it and agree on it."""
    plan_id = cases.start_plan(actor=actor, now=now, case=case, client_id=client_id)
    cases.save_plan(actor=actor, now=now, plan_id=plan_id, content=plan_of(goals), seen=0, page=uuid4())
    plan = get_plan(actor, plan_id).plan
    cases.agree_plan(actor=actor, now=now, case=case, plan=plan, seen=1, on=clock.day_of(now))


def promise(actor: Actor, now: datetime, case: Case, client_id: UUID | None, act: steps.Promised) -> UUID:
    """Write down what was agreed."""
    due_on = clock.day_of(now) + timedelta(days=act.due_in)
    made = cases.Promise(act.text, Agreement.Owner(act.owner), client_id, act.owner_name, due_on)
    return cases.make_agreement(actor=actor, now=now, case=case, promise=made, token=uuid4())


def end(actor: Actor, now: datetime, case: Case, reason: str, colleague: str) -> None:
    """End the case, with what an authority imposed; what another role decides, a colleague decided."""
    imposed: dict[tuple[str, UUID | None], date] = {
        (measure.id, None): clock.day_of(now) for measure in practice_of(case).measures
    }
    # The reason says which kind of end it is.
    kind = Outcome.Kind.OTHER
    over = ending.Ending(
        kind=kind, reason=reason, interests="", cause="", contact="", decided_by=colleague, outside=imposed
    )
    ending.end_case(actor=actor, now=now, case=case, ending=over, token=uuid4())


def plan_values(act: steps.PlanAgreed, worker_id: UUID, moment: datetime, page: UUID) -> dict[str, Any]:
    """What stands in the row of a plan that was agreed at once."""
    return {
        "number": 1,
        "state": "agreed",
        "content": plan_of(act.goals).model_dump(mode="json"),
        "revision": 1,
        "saved_with": page,
        "saved_by": worker_id,
        "saved_at": moment,
        "agreed_on": clock.day_of(moment),
        "agreed_by": worker_id,
    }


def promise_values(act: steps.Promised, worker_id: UUID, moment: datetime) -> dict[str, Any]:
    """What stands in the row of an agreement that is open."""
    return {
        "text": act.text,
        "owner": act.owner,
        "owner_name": act.owner_name,
        "made_at": moment,
        "made_by": worker_id,
        "due_on": clock.day_of(moment) + timedelta(days=act.due_in),
        "state": "open",
        "reason": "",
    }
