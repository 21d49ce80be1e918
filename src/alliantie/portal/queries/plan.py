"""The client's plan, in the words it was agreed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.cases.plan_rules import Content, UnderArea
from alliantie.cases.queries import PlanHere, current, own_plans
from alliantie.practices import Practice


@dataclass(frozen=True, slots=True)
class Later:
    """How the goals stood on a day: of each the words, the result or none, and what was written."""

    on: date
    goals: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """One version. `shared` is a plan of everyone in the case; `answer` what the client said of it, or ""."""

    id: UUID
    address: str
    worker_word: str
    number: int
    agreed_on: date | None
    agreed_by: str
    approved: bool
    shared: bool
    content: Content
    goals: tuple[UnderArea, ...]
    answer: str
    reason: str
    by_self: bool
    later: tuple[Later, ...]


@dataclass(frozen=True, slots=True)
class ClientPlans:
    """What holds now, and the versions before."""

    standing: tuple[ClientPlan, ...]
    before: tuple[ClientPlan, ...]


def plans_for(actor: Actor, language: str) -> ClientPlans:
    """Every agreed version the client may read. One query."""
    found = own_plans(actor)
    standing = current(found)
    return ClientPlans(
        tuple(_in_words(actor, each, language) for each in standing),
        tuple(_in_words(actor, each, language) for each in found if each not in standing),
    )


def practice_of_plan(found: PlanHere) -> Practice:
    """The practice of the case of a plan, in the version the case keeps. Costs no query."""
    return found.practice


def _in_words(actor: Actor, found: PlanHere, language: str) -> ClientPlan:
    practice = practice_of_plan(found)
    own = found.voice_of(actor.me)
    return ClientPlan(
        found.plan.id,
        practice.address,
        practice.words.professional.one(language),
        found.plan.number,
        found.plan.agreed_on,
        found.agreed_by_name,
        found.approval is not None,
        found.plan.client_id is None,
        found.content,
        found.by_area(language),
        own.answer if own else "",
        own.reason if own else "",
        own.by_self if own else False,
        tuple(
            Later(
                each.on,
                tuple(
                    (goal.words, later.result or "", later.text)
                    for goal, later in zip(found.content.goals, each.goals, strict=False)
                    if later.result or later.text
                ),
            )
            for each in found.looked_back
        ),
    )
