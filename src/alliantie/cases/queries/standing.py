"""How a case stands by its norms: its timeline, read by its practice, and what stands before a decision."""

from __future__ import annotations

import json
from datetime import date

from django.conf import settings

from alliantie.access.call import rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case
from alliantie.cases.timelines import timeline_from
from alliantie.norms.gates import Gate, gates
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact
from alliantie.practices import library


def standing_of(actor: Actor, case: Case, day: date) -> Standing:
    """How the case stands on `day`, for a worker of it. One query. Raises Denied for anyone else."""
    proven_actor(actor)
    _case_id, practice_id, version, told = rows("access.timelines", [case.id], False)[0]
    practice = library().get(practice_id, version)
    return Standing(practice, timeline_from(practice, json.loads(told)), day)


def gates_before(standing: Standing, decision_id: str, about: str | None = None) -> tuple[Gate, ...]:
    """Every gate before a decision of the practice on that day, of one person where it is `about` that one.

    Costs no query. Raises KeyError.
    """
    return gates(standing.practice, standing.timeline, decision_id, standing.day, about=about, demo=settings.DEMO)


def decided_on(standing: Standing, decision_id: str, about: str | None = None) -> tuple[Fact, ...]:
    """The decisions of a kind that were taken on the day itself, by whoever they are about. Costs no query."""
    taken = standing.by_kind.get("decision_taken", ())
    return tuple(
        fact
        for fact in taken
        if fact.on == standing.day
        and fact.values.get("decision") == decision_id
        and (about is None or fact.about in (None, about))
    )


def decisions_open(standing: Standing) -> tuple[str, ...]:
    """The decisions that the measures leave to the organisation until their end is recorded, as the practice has them.

    Costs no query.
    """
    running = {force.measure for force in standing.unended}
    return tuple(
        decision.id
        for decision in standing.practice.decisions
        if decision.measures == "any" or running & set(decision.measures)
    )
