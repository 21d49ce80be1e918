"""Reading the plans of cases: each version, what people say of it, and how its goals stood later."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.access.plain import Columns, ask, made
from alliantie.cases.models import Plan
from alliantie.cases.plan_rules import Content, Goal, GoalLater, UnderArea, approval, by_area
from alliantie.practices import Practice, library
from alliantie.practices.norm import Norm


@dataclass(frozen=True, slots=True)
class Voice:
    """What someone says of a plan; `name` is how this person is called."""

    client_id: UUID | None
    name: str
    answer: str
    reason: str
    on: date
    by_self: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How the goals stood on a day, in the order of the plan; `corrected` where another note stands instead."""

    id: UUID
    on: date
    goals: tuple[GoalLater, ...]
    corrected: bool


@dataclass(frozen=True, slots=True)
class PlanInShort:
    """A version as a case read as a whole has it: the newest agreed one of each plan, and its draft."""

    id: UUID
    client_id: UUID | None
    client_name: str
    number: int
    state: str
    goals: tuple[Goal, ...]
    agreed_on: date | None


@dataclass(frozen=True, slots=True)
class PlanHere:
    """One version of a plan. `client_name` is "" where it is the plan of everyone in the case."""

    plan: Plan
    content: Content
    case_id: UUID
    practice_id: str
    practice_version: str
    client_name: str
    saved_by_name: str
    agreed_by_name: str
    voices: tuple[Voice, ...]
    evaluations: tuple[Evaluation, ...]
    measures: tuple[str, ...]
    """What ran for whose plan it is on the day of agreeing; of a draft what runs."""

    @property
    def approval(self) -> Norm | None:
        """The norm by which the worker approves this plan, where somebody else makes it. Costs no query."""
        return approval(self.practice, self.measures)

    @property
    def practice(self) -> Practice:
        """The practice of the case, in the version the case keeps. Costs no query."""
        return library().get(self.practice_id, self.practice_version)

    def by_area(self, language: str, content: Content | None = None) -> tuple[UnderArea, ...]:
        """Its goals, or those of another text for it, by area of life. Costs no query."""
        return by_area(self.practice, (content or self.content).goals, language)

    @property
    def is_agreed(self) -> bool:
        """Whether this version stands."""
        return self.plan.state == Plan.State.AGREED

    @property
    def is_draft(self) -> bool:
        """Whether workers still write in it."""
        return self.plan.state == Plan.State.DRAFT

    @property
    def looked_back(self) -> tuple[Evaluation, ...]:
        """How the goals stood, without what was corrected, latest first."""
        return tuple(each for each in self.evaluations if not each.corrected)

    def voice_of(self, client_id: UUID) -> Voice | None:
        """What one of the case says of it."""
        return next((each for each in self.voices if each.client_id == client_id), None)


_PLAN = Columns(Plan, "p")
_PLANS = f"""SELECT {_PLAN}, k.practice_id, k.practice_version, coalesce(c.given_name, ''),
  coalesce(s.given_name || ' ' || s.family_name, ''), coalesce(w.given_name || ' ' || w.family_name, ''),
  (SELECT jsonb_agg(jsonb_build_array(v.client_id, coalesce(n.given_name || ' ' || n.family_name, v.name), v.answer,
            v.reason, v."on", v.by_self) ORDER BY v.client_id IS NULL, v."on", v.id)
     FROM cases_planvoice v LEFT JOIN people_client n ON n.id = v.client_id WHERE v.plan_id = p.id),
  (SELECT jsonb_agg(jsonb_build_array(e.id, e."on", e.goals, n.id) ORDER BY e."on" DESC, e.recorded_at DESC)
     FROM cases_planevaluation e LEFT JOIN cases_planevaluation n ON n.corrects_id = e.id
    WHERE e.plan_id = p.id AND NOT e.void),
  (SELECT array_agg(DISTINCT m.measure_id) FROM cases_measure m
    WHERE m.case_id = p.case_id AND (m.client_id IS NULL OR p.client_id IS NULL OR m.client_id = p.client_id)
      AND CASE WHEN p.agreed_on IS NULL THEN m.ends_on IS NULL
          ELSE m.starts_on <= p.agreed_on AND (m.ends_on IS NULL OR m.ends_on > p.agreed_on) END)
  FROM cases_plan p JOIN cases_case k ON k.id = p.case_id LEFT JOIN people_client c ON c.id = p.client_id
  LEFT JOIN people_worker s ON s.id = p.saved_by LEFT JOIN people_worker w ON w.id = p.agreed_by
 WHERE p.case_id = ANY ((SELECT access.cases())::uuid[])"""  # noqa: S608 - names of our own columns
_NEWEST = " ORDER BY p.client_id NULLS FIRST, p.number DESC"


# What `get_case` asks along with a case `k`.
IN_CASE = """SELECT jsonb_agg(jsonb_build_object('id', p.id, 'client_id', p.client_id, 'client_name',
    coalesce(c.given_name, ''), 'number', p.number, 'state', p.state, 'goals', p.content->'goals', 'agreed_on',
    p.agreed_on) ORDER BY p.client_id NULLS FIRST, p.number)
  FROM cases_plan p LEFT JOIN people_client c ON c.id = p.client_id
 WHERE p.case_id = k.id AND (p.state = 'draft' OR p.state = 'agreed' AND NOT EXISTS (
   SELECT FROM cases_plan q WHERE q.case_id = p.case_id AND q.client_id IS NOT DISTINCT FROM p.client_id
      AND q.state = 'agreed' AND q.number > p.number))"""


def plans_of(actor: Actor, case_id: UUID) -> tuple[PlanHere, ...]:
    """Every version of every plan in a case, that of everyone first, newest first. One query."""
    return _read(actor, f"{_PLANS} AND p.case_id = %s{_NEWEST}", (case_id,))


def own_plans(actor: Actor) -> tuple[PlanHere, ...]:
    """Every agreed version that a client may read, in cases that run, newest first. One query."""
    found = _read(
        actor,
        f"{_PLANS} AND k.closed_on IS NULL AND p.state = 'agreed' ORDER BY p.case_id, p.client_id, p.number DESC",
        (),
    )
    return tuple(each for each in found if library().readable(each.practice_id, each.practice_version) is not None)


def get_plan(actor: Actor, plan_id: UUID, case_id: UUID | None = None) -> PlanHere:
    """One version (in this case). One query. Raises Plan.DoesNotExist."""
    found = _read(actor, f"{_PLANS} AND p.id = %s", (plan_id,))
    if not found or case_id not in (None, found[0].case_id):
        raise Plan.DoesNotExist
    return found[0]


def current(plans: Iterable[PlanHere]) -> tuple[PlanHere, ...]:
    """Of plans with the newest version first: the newest agreed version of each."""
    found: dict[tuple[UUID, UUID | None], PlanHere] = {}
    for each in plans:
        if each.is_agreed:
            found.setdefault((each.case_id, each.plan.client_id), each)
    return tuple(found.values())


def _read(actor: Actor, statement: str, values: tuple[Any, ...]) -> tuple[PlanHere, ...]:
    return tuple(_made(row) for row in ask(actor, statement, values))


def _made(row: tuple[Any, ...]) -> PlanHere:
    (plan,) = made(row, _PLAN)
    plan.content = json.loads(plan.content)
    practice_id, practice_version, client_name, saved_by, agreed_by, voices, evaluations, measures = row[len(_PLAN) :]
    return PlanHere(
        plan,
        Content.model_validate(plan.content),
        plan.case_id,
        practice_id,
        practice_version,
        client_name,
        saved_by,
        agreed_by,
        tuple(
            Voice(UUID(who) if who else None, name, answer, reason, date.fromisoformat(on), by_self)
            for who, name, answer, reason, on, by_self in json.loads(voices or "[]")
        ),
        tuple(
            Evaluation(
                UUID(id), date.fromisoformat(on), tuple(GoalLater.model_validate(goal) for goal in goals), bool(instead)
            )
            for id, on, goals, instead in json.loads(evaluations or "[]")
        ),
        tuple(measures or ()),
    )
