"""How a case stands by its norms: its timeline, read by its practice, and what stands before a decision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q

from alliantie.access.call import rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case, Fact
from alliantie.cases.timelines import timeline_from
from alliantie.norms.comparing import agree
from alliantie.norms.gates import Gate, gates, is_tied, subjects
from alliantie.norms.standing import Standing
from alliantie.norms.timeline import Fact as Told
from alliantie.practices import library
from alliantie.practices.reaction import TIE, Reason


def standing_of(actor: Actor, case: Case, day: date) -> Standing:
    """How the case stands on `day`, for a worker of it. One query. Raises Denied for anyone else."""
    proven_actor(actor)
    _case_id, practice_id, version, told = rows("access.timelines", [case.id], False)[0]
    practice = library().get(practice_id, version)
    return Standing(practice, timeline_from(practice, json.loads(told)), day)


def gates_before(
    standing: Standing, decision_id: str, about: str | None = None, incident: str = ""
) -> tuple[Gate, ...]:
    """Every gate before a decision of the practice on that day, of one person where it is `about` that one, and because
    of the incident that is called so.

    Costs no query. Raises KeyError.
    """
    return gates(
        standing.practice,
        standing.timeline,
        decision_id,
        standing.day,
        about=about,
        incident=incident,
        demo=settings.DEMO,
    )


def taken_of(standing: Standing, decision_id: str | None, about: str | None = None, incident: str = "") -> list[Told]:
    """The decisions of a kind that were taken about a person or nobody apart, oldest first.

    Of one that is about one incident those alone that name this `incident`, or none. Costs no query.
    """
    return [
        fact
        for fact in standing.by_kind.get("decision_taken", ())
        if fact.values.get("decision") == decision_id
        if about is None or fact.about in (None, about)
        if decision_id and (fact.values.get(TIE, "") == incident or not is_tied(standing.practice, decision_id))
    ]


def incident_of(standing: Standing, decision_id: str, about: str | None = None) -> str:
    """The incident of a decision that names none itself: the one named last by such a decision, or by what a gate
    before it asks of one incident; "" where there is none. Costs no query.
    """
    asked = {
        norm.requires.needs.fact
        for norm in standing.practice.norms
        if norm.requires is not None and decision_id in norm.requires.decision and norm.requires.same
    }
    named = [
        str(fact.values[TIE])
        for fact in standing.facts
        if fact.kind in asked or (asked and fact.values.get("decision") == decision_id)
        if fact.values.get(TIE) and (about is None or fact.about in (None, about))
    ]
    return named[-1] if named else ""


def decided_on(standing: Standing, decision_id: str, about: str | None = None, incident: str = "") -> tuple[Told, ...]:
    """Those of the day itself. Costs no query."""
    return tuple(fact for fact in taken_of(standing, decision_id, about, incident) if fact.on == standing.day)


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
    begun = [fact for fact in standing.by_kind.get("measure_started", ()) if fact.values.get("measure") == measure_id]
    return _untaken(standing, standing.practice.measure(measure_id).begins_by, _after(begun), about)


def _after(begun: Sequence[Told]) -> date:
    """From which day a decision can serve that no beginning used: what was decided on the day of one belongs to it."""
    return begun[-1].on + timedelta(days=1) if begun else date.min


def begun_with(actor: Actor, case: Case, standing: Standing, fact_ids: Iterable[UUID]) -> str | None:
    """A measure that runs and began by one of these decisions, with no other that serves; None where none did.

    One that an earlier beginning used serves no more, as in `begun_by`.

    One query, and one for each measure that begins by such a decision.
    """
    taken = list(Fact.objects.visible_to(actor).filter(id__in=fact_ids, kind=Fact.Kind.DECISION_TAKEN, void=False))
    gone = {str(fact.id) for fact in taken}
    for force in standing.unended if taken else ():
        before = [
            fact
            for fact in standing.by_kind.get("measure_started", ())
            if fact.values.get("measure") == force.measure and fact.moment < force.start.moment
        ]
        for decision in standing.practice.measure(force.measure).begins_by:
            of_it = [fact for fact in taken if fact.values.get("decision") == decision]
            others = (
                fact
                for fact in standing.by_kind.get("decision_taken", ())
                if fact.values.get("decision") == decision and agree(fact, force.start) and fact.id not in gone
                if fact.on >= _after(before)
            )
            began = began_last(actor, case, force.measure, force.start.about) if of_it and not any(others) else None
            if began and any(fact.recorded_at <= began and _of_same(fact, force.start) for fact in of_it):
                return force.measure
    return None


def _of_same(fact: Fact, start: Told) -> bool:
    return None in (fact.client_id, start.about) or str(fact.client_id) == start.about


def began_last(actor: Actor, case: Case, measure_id: str, client_id: UUID | str | None) -> datetime | None:
    """When it was recorded last that a measure began: a yes of before served for what came before. One query."""
    begun = Fact.objects.visible_to(actor).filter(
        case_id=case.id, kind=Fact.Kind.MEASURE_STARTED, talk_id=measure_id, void=False
    )
    if client_id is not None:
        begun = begun.filter(Q(client_id=client_id) | Q(client_id__isnull=True))
    taken_back = Fact.objects.visible_to(actor).filter(corrects_id=OuterRef("id"))
    return begun.filter(~Exists(taken_back)).aggregate(last=Max("recorded_at"))["last"]


def ended_by(standing: Standing, measure_id: str, on: date, about: str | None = None) -> tuple[str, ...]:
    """The same for a measure that ends on a day; one that came to its last day ends without a decision.

    A last day that was named after the measure began without one is no such day: that made it shorter. Where nobody is
    named each beginning counts, whoever it is about.
    """
    decisions = standing.practice.measure(measure_id).ends_by
    found: dict[str, None] = {}
    for force in standing.unended if decisions else ():
        if force.measure != measure_id or about not in (None, force.start.about):
            continue
        if force.start.day("until") is None or force.until is None or on < force.until:
            found |= dict.fromkeys(_untaken(standing, decisions, force.start.on, about or force.start.about))
    return tuple(found)


def decided_with(standing: Standing, reason: Reason | None, on: date) -> tuple[str, ...]:
    """The decisions that are still to be taken with the end of a case on a day: those of its reason that nothing
    `serves` yet, or else those by which what runs ends, unless it ended by itself. Costs no query.
    """
    if reason is not None and (reason.decision or reason.by_itself):
        named = reason.decision
        return tuple(each for each in named if whom_left(standing, each) or not whom_of(standing, each))
    runs = dict.fromkeys((force.measure, force.start.about) for force in standing.unended)
    ends = [decision for measure, about in runs for decision in ended_by(standing, measure, on, about)]
    return tuple(dict.fromkeys(ends))


def whom_left(standing: Standing, decision_id: str) -> tuple[UUID | None, ...]:
    """About whom a decision is still to be taken with the end of a case: about nobody apart, or each person of whom
    nothing `serves`. Empty where it was taken whole. Costs no query.
    """
    whom = whom_of(standing, decision_id)
    return tuple(each for each in whom if serves(standing, decision_id, str(each) if each else None) is None)


def whom_of(standing: Standing, decision_id: str) -> tuple[UUID | None, ...]:
    """About whom a decision is taken with the end of a case: about nobody apart, or each person it can be about."""
    decision = standing.practice.decision(decision_id)
    return tuple(UUID(person.id) for person in subjects(standing, decision)) if decision.per else (None,)


def serves(standing: Standing, decision_id: str, about: str | None = None, incident: str | None = None) -> Told | None:
    """The decision that was taken before and that a letter or an ending carries out: it is not taken again.

    It was taken since a measure began last, because of this incident or else the one that would be named now, and no
    gate without emergency way came to stand shut since. What is reserved is asked each time, as in `begun_by`. Costs no
    query.
    """
    if standing.practice.decision(decision_id).reserved is not None:
        return None
    incident = incident_of(standing, decision_id, about) if incident is None else incident
    taken = [fact for fact in taken_of(standing, decision_id, about, incident) if fact.on >= _last_begun(standing)]
    if not taken:
        return None
    # It stands in its own way no more than the letter that told of it did.
    told = {letter.sent.fact for letter in standing.practice.letters if letter.decision == decision_id and letter.sent}
    with_it = [fact for fact in standing.facts if fact.on == taken[-1].on and fact.kind in told]
    before = reduce(Standing.without, with_it, standing.without(taken[-1]))
    shut = (gate for gate in gates_before(before, decision_id, about, incident) if gate.stops and not gate.emergency)
    return None if any(shut) else taken[-1]


def _last_begun(standing: Standing) -> date:
    return max((fact.on for fact in standing.by_kind.get("measure_started", ())), default=date.min)


def passed_with(
    standing: Standing, decided: Told, decision_id: str, about: str | None = None, incident: str = ""
) -> set[tuple[str, str | None]]:
    """The gates that stood shut when a decision was taken that `serves` still: its reason was told then, once.

    `standing` is that of before the decision. None where it serves no more. Costs no query.
    """
    if decided.on < _last_begun(standing):
        return set()
    then = gates_before(replace(standing, day=decided.on), decision_id, about, incident)
    return {gate.of for gate in then if not gate.is_open}


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
