"""Explaining the frame, and the measures of a case."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case, Fact, Measure
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.operations.duties import reckon
from alliantie.cases.operations.facts import NewFact, record_facts
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.standing import began_last, begun_by, ended_by, standing_of
from alliantie.norms.lasting import outlasts


def explain_frame(
    *, actor: Actor, now: datetime, case: Case, client_id: UUID, on: date | None = None, wrong: date | None = None
) -> None:
    """Note on which day the frame was explained to a client, for the first time or again.

    With `wrong` the day that was noted before by a slip becomes this one; history keeps the old one. The same day
    twice is once. Raises Denied for a day in the future, NotNow where the wrong day does not stand there any more or
    the right one stands there already.
    """
    proven_actor(actor)
    today = clock.day_of(now)
    if on is not None and on > today:
        raise Denied(_("Deze dag is nog niet geweest."))
    with transaction.atomic():
        call("access.explain_frame", case.id, client_id, case.practice_version, on or today, wrong)
        reckon(actor=actor, today=today, case_ids=[case.id])


def acknowledge_frame(*, actor: Actor, case: Case) -> None:
    """The client says the frame is clear; only the client can see that. Twice is the same as once."""
    proven_actor(actor)

    call("access.acknowledge", case.id, case.practice_version)


def change_measure(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    measure_id: str,
    starts: bool,
    on: date,
    until: date | None = None,
    client_id: UUID | None = None,
    why: str = "",
    reason: str = "",
    danger: bool = False,
    decided_by: str = "",
) -> None:
    """Start or end a measure of the practice on a day, as a row and as a fact. Raises Denied, KeyError.

    One that starts may name its end, and may be about one person of the case alone. It ends those whose place it takes.
    `why` is asked for an end beyond what the practice calls the longest, and kept as a deviation. A decision that
    belongs to the beginning or the end is taken with it, unless that was done already: `reason`, `danger` and
    `decided_by` are as for that decision, and NotNow is raised where it has to wait.
    """
    proven_actor(actor)
    if on > clock.day_of(now):
        raise Denied(_("Deze dag is nog niet geweest."))
    if until is not None and until <= on:
        raise Denied(_("Het einde ligt voor het begin."))
    deviates = deviation(case, measure_id, on, until, client_id, why) if starts else []
    running = _running(actor, case, measure_id)
    with transaction.atomic():
        for decision_id, whose in _undecided(actor, now, case, measure_id, starts, on, client_id).items():
            take_decision(
                actor=actor,
                now=now,
                case=case,
                decision_id=decision_id,
                token=uuid.uuid4(),
                client_id=client_id,
                reason=reason,
                danger=danger,
                decided_by=decided_by,
                since=began_last(actor, case, whose, client_id),
            )
        if starts:
            # It runs for everyone, or apart for each person it is about.
            alike = running.filter(Q(client_id=client_id) | Q(client_id__isnull=True)) if client_id else running
            if alike.exists():
                raise Denied(_("Deze maatregel loopt al."))
            Measure.objects.create(
                area_id=case.area_id,
                case_id=case.id,
                measure_id=measure_id,
                client_id=client_id,
                starts_on=on,
                until=until,
            )
        else:
            there, client_id = _of_whom(running, client_id)
            if there.filter(starts_on__gt=on).exists():
                raise Denied(_("Deze dag ligt voor het begin."))
            there.update(ends_on=on)
        changed = [(Fact.Kind.MEASURE_STARTED if starts else Fact.Kind.MEASURE_ENDED, measure_id)]
        if starts:
            changed += (
                (Fact.Kind.MEASURE_ENDED, each) for each in _end_followed(actor, case, measure_id, on, client_id)
            )
        record_facts(
            actor=actor,
            now=now,
            facts=[
                NewFact(area_id=case.area_id, case_id=case.id, kind=kind, on=on, talk_id=named, client_id=client_id)
                for kind, named in changed
            ]
            + deviates,
        )


def _undecided(
    actor: Actor, now: datetime, case: Case, measure_id: str, starts: bool, on: date, client_id: UUID | None
) -> dict[str, str]:
    """The decisions by which this measure begins or ends, and those end that it follows, each with its measure.

    One query, or none.
    """
    practice = practice_of(case)
    changed = practice.measure(measure_id)
    ends = [practice.measure(each) for each in changed.follows] if starts else [changed]
    if not (starts and changed.begins_by) and not any(each.ends_by for each in ends):
        return {}
    standing, about = standing_of(actor, case, clock.day_of(now)), str(client_id) if client_id else None
    found = dict.fromkeys(begun_by(standing, changed.id, about) if starts else (), changed.id)
    for each in ends:
        found |= {decision: each.id for decision in ended_by(standing, each.id, on, about) if decision not in found}
    return found


def deviation(
    case: Case,
    measure_id: str,
    starts_on: date,
    until: date | None,
    client_id: UUID | None,
    why: str,
    *,
    on: date | None = None,
) -> list[NewFact]:
    """What is recorded of an end beyond the longest of the practice: why, and until when. Raises Denied without why."""
    practice = practice_of(case)
    norm = outlasts(practice, measure_id, starts_on, until)
    if norm is None or until is None:
        return []
    if not why:
        raise Denied(_("Dit is langer dan de bron noemt. Schrijf waarom."))
    return [
        NewFact(
            area_id=case.area_id,
            case_id=case.id,
            kind=Fact.Kind.NORM_DEVIATED,
            on=on or starts_on,
            client_id=client_id,
            values={"norm": norm.id, "until": until},
            text=why,
        )
    ]


def _running(actor: Actor, case: Case, measure_id: str) -> QuerySet[Measure]:
    return Measure.objects.visible_to(actor).filter(case_id=case.id, measure_id=measure_id, ends_on__isnull=True)


def _of_whom(running: QuerySet[Measure], client_id: UUID | None) -> tuple[QuerySet[Measure], UUID | None]:
    """The rows that are meant and whom they are about: who was named, or the only one there is. Raises Denied."""
    whose = set(running.values_list("client_id", flat=True))
    if client_id is None and None not in whose and len(whose) == 1:
        client_id = next(iter(whose))
    if client_id not in whose:
        several = client_id is None and whose
        raise Denied(_("Kies voor wie.") if several else _("Deze maatregel loopt niet."))
    return running.filter(client_id=client_id), client_id


def _end_followed(actor: Actor, case: Case, measure_id: str, on: date, client_id: UUID | None) -> list[str]:
    """End the measures whose place another takes, of the same person where that one is about one alone."""
    there = Measure.objects.visible_to(actor).filter(
        case_id=case.id,
        measure_id__in=practice_of(case).measure(measure_id).follows,
        ends_on__isnull=True,
        starts_on__lte=on,
    )
    same = there.filter(client_id=client_id) if client_id else there
    ended = sorted(set(same.values_list("measure_id", flat=True)))
    same.update(ends_on=on)
    return ended


def check_something_runs(actor: Actor, case: Case) -> None:
    """That a case that was not closed has a measure left. One query. Raises NotNow.

    Without one nothing is asked of anybody any more: that is an end, and has the reason and the gates of an end.
    """
    if case.closed_on is None and not Measure.objects.visible_to(actor).filter(case_id=case.id, ends_on=None).exists():
        raise NotNow(_("Dit is het laatste wat loopt. Kies wat er daarna begint, of sluit de zaak af."))


def extend_measure(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    measure_id: str,
    on: date,
    until: date,
    client_id: UUID | None = None,
    why: str = "",
) -> None:
    """Record that a running measure got a later end, and `why` where that is beyond the longest of the practice.

    Raises Denied where it does not run, for an earlier end, or for one before tomorrow where it ends by a decision.
    """
    proven_actor(actor)
    if practice_of(case).measure(measure_id).ends_by and until <= clock.day_of(now):
        raise Denied(_("Kies vandaag of een latere dag."))
    with transaction.atomic():
        there = _of_whom(_running(actor, case, measure_id), client_id)[0].order_by("starts_on", "id")[0]
        if on < there.starts_on or until <= max(on, there.until or on):
            raise Denied(_("De nieuwe laatste dag is niet later."))
        extended = NewFact(
            area_id=case.area_id,
            case_id=case.id,
            kind=Fact.Kind.MEASURE_EXTENDED,
            on=on,
            talk_id=measure_id,
            client_id=there.client_id,
            values={"until": until},
        )
        deviates = deviation(case, measure_id, there.starts_on, until, there.client_id, why, on=on)
        record_facts(actor=actor, now=now, facts=[extended, *deviates])
