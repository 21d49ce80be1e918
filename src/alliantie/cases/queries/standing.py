"""How a case stands by its norms: its timeline, read by its practice, and what stands before a decision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Set
from datetime import date, timedelta

from django.conf import settings

from alliantie.access.call import rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case
from alliantie.cases.timelines import timeline_from
from alliantie.norms.gates import Gate, gates, subjects
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


def begun_by(standing: Standing, measure_id: str, about: str | None = None) -> tuple[str, ...]:
    """The decisions still to be taken before a measure begins: those that were not taken since it began last.

    One that is reserved is asked each time: whether a yes to it still holds is for `take_decision` to say. Costs no
    query.
    """
    begun = [
        fact.on for fact in standing.by_kind.get("measure_started", ()) if fact.values.get("measure") == measure_id
    ]
    # What was decided on the day it began belongs to that beginning.
    since = begun[-1] + timedelta(days=1) if begun else date.min
    return _untaken(standing, standing.practice.measure(measure_id).begins_by, since, about)


def ended_by(standing: Standing, measure_id: str, on: date, about: str | None = None) -> tuple[str, ...]:
    """The same for a measure that ends on a day; one that came to its last day ends without a decision.

    A last day that was named today, after the measure began, is no such day.
    """
    for force in standing.unended:
        if force.measure != measure_id or about not in (None, force.start.about):
            continue
        named = standing.extension(force.start)
        if not force.until or on < force.until or (named is not None and named.on == standing.day):
            return _untaken(standing, standing.practice.measure(measure_id).ends_by, force.start.on, about)
    return ()


def _untaken(standing: Standing, decisions: Iterable[str], since: date, about: str | None) -> tuple[str, ...]:
    taken = [fact for fact in standing.by_kind.get("decision_taken", ()) if fact.on >= since]
    return tuple(
        each
        for each in decisions
        if standing.practice.decision(each).reserved
        or not _is_taken(standing, each, {fact.about for fact in taken if fact.values.get("decision") == each}, about)
    )


def _is_taken(standing: Standing, decision_id: str, said: Set[str | None], about: str | None) -> bool:
    """Whether a decision was taken about a person; or about nobody apart or each of those it can be about."""
    if about is not None:
        return None in said or about in said
    each = {person.id for person in subjects(standing, standing.practice.decision(decision_id))}
    return None in said or (bool(said) and each <= said)
