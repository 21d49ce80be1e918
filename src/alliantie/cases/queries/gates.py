"""Reading what stands before a decision or letter of the organisation's own in a case."""

from __future__ import annotations

import json
from datetime import date

from django.conf import settings

from alliantie.access.call import rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.timelines import timeline_from
from alliantie.norms.gates import Gate, gates
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Timeline


def timeline_of(actor: Actor, case: Case) -> Timeline:
    """The timeline of a case as the norms read it. One query. Raises Denied."""
    proven_actor(actor)
    ((_case_id, _practice_id, _version, told),) = rows("access.timelines", [case.id], False)
    return timeline_from(practice_of(case), json.loads(told))


def gates_before(actor: Actor, case: Case, decision_id: str, today: date) -> tuple[Gate, ...]:
    """Every gate before a decision of the case's practice today. One query. Raises Denied, KeyError."""
    return gates(practice_of(case), timeline_of(actor, case), decision_id, today, demo=settings.DEMO)


def decisions_open(case: Case, timeline: Timeline, today: date) -> tuple[str, ...]:
    """The decisions that the measures in force leave to the organisation, in the order of the practice. No query."""
    practice = practice_of(case)
    running = {force.measure for force in Standing(practice, timeline, today).in_force}
    return tuple(
        decision.id for decision in practice.decisions if decision.measures == "any" or running & set(decision.measures)
    )
