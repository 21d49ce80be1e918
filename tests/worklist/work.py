"""Agreements, plans and talks of a case: what tests of several pages share."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.urls import reverse

from alliantie import clock
from alliantie.access.identity import acting
from alliantie.cases import operations as cases
from alliantie.cases import plan_rules
from alliantie.cases.queries import get_case, get_plan
from tests.worlds import CaseWorld

# Of each address about agreements, the plan and talks: whether it only takes forms.
ADDRESSES = {
    "case-agreements": False,
    "case-agreement": False,
    "case-goals": False,
    "case-goals-start": True,
    "case-goals-plan": False,
    "case-goals-keep": True,
    "case-goals-agree": False,
    "case-goals-voice": False,
    "case-goals-evaluate": False,
    "case-goals-correct": False,
    "case-goals-take-back": True,
    "case-goals-throw-away": True,
    "case-talk-keep": True,
    "case-talk-forget": True,
    "case-prepare": False,
}
OF_DRAFT = ("case-goals-keep", "case-goals-agree", "case-goals-throw-away")
OF_EVALUATION = ("case-goals-correct", "case-goals-take-back")


def plan_in(
    case: CaseWorld, words: str = "Ik wil een eigen kamer.", *, client: int | None = 0, draft: bool = False
) -> UUID:
    """A plan with one goal, agreed today or left a draft."""
    with acting(case.worker) as actor:
        here = get_case(actor, case.case_id)
        client_id = None if client is None else case.client_ids[client]
        made = cases.start_plan(actor=actor, now=clock.now(), case=here, client_id=client_id)
        content = plan_rules.from_fields(
            {"goal-0-area": "housing", "goal-0-words": words, "goal-0-0-what": "Inschrijven"}, {"housing"}
        )
        cases.save_plan(actor=actor, now=clock.now(), plan_id=made, content=content, seen=0, page=uuid4())
        if not draft:
            cases.agree_plan(
                actor=actor,
                now=clock.now(),
                case=here,
                plan=get_plan(actor, made).plan,
                seen=1,
                on=clock.today(),
            )
    return made


def look_back(case: CaseWorld, plan_id: UUID, text: str = "Er is een kamer in zicht.") -> UUID:
    """How the one goal of a plan stands today."""
    with acting(case.worker) as actor:
        return cases.evaluate_plan(
            actor=actor,
            now=clock.now(),
            case=get_case(actor, case.case_id),
            plan=get_plan(actor, plan_id).plan,
            on=clock.today(),
            goals=(plan_rules.GoalLater(result="partly", text=text),),
            token=uuid4(),
        )


def at(name: str, case: CaseWorld, **more: UUID) -> str:
    """An address in a case."""
    return reverse(name, kwargs={"case_id": case.case_id, **more})
