"""Ending a case, and undoing that within a week."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Appointment, Case, Fact, Incident, Measure, Outcome
from alliantie.cases.models.outcome import UNDONE_WITHIN
from alliantie.cases.operations.decisions import take_decision
from alliantie.cases.operations.facts import NewFact, record_facts, take_back_fact
from alliantie.cases.policies import check_ending
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.standing import decided_with, incident_of, standing_of, whom_left
from alliantie.norms.outcomes import runs_on
from alliantie.norms.standing import Standing
from alliantie.practices import Practice
from alliantie.practices.reaction import ACCOUNT, DECLINED, TOLD, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a case ends, and what was weighed before: `reason` of the practice, or "" and a kind where it has none."""

    kind: Outcome.Kind
    reason: str
    interests: str
    cause: str
    contact: str
    on: date | None = None
    """The day on which it ended; today where it is not said."""
    why: str = ""
    """Why a step was passed over that comes before what is decided with it, or which danger there is."""
    decided_by: str = ""
    """Who took what is decided with it, where that belongs to another role."""
    account: str | None = None
    """What the client says of it, in own words; "" where the client would rather not say, None where nobody asked."""
    outside: Mapping[tuple[str, UUID | None], date] = field(default_factory=dict)
    """On which day an authority ended what it imposed: by measure and the one person it is about, if it is."""


def end_case(*, actor: Actor, now: datetime, case: Case, ending: Ending, token: UUID, danger: bool = False) -> None:
    """End a case, today or on a day that has been: measures end, talks are called off, incidents are put away.

    What an authority imposed ends on the day that was told; it goes on only where the case is handed over. A measure
    that ends by a decision takes that one along; one that was taken before, by a letter for one, is not taken again. A
    case that ended already stays as it is. Raises NotNow while a gate stands before a decision that belongs to it,
    where the client's own words were to be asked, while the law asks something because of an incident, or where
    something imposed would go on in nobody's hands; Denied for someone who does not work in the case or a day that
    cannot be, KeyError for a reason the practice does not have.
    """
    proven_actor(actor)
    practice, today = practice_of(case), clock.day_of(now)
    on = ending.on or today
    reason = practice.outcomes.reason(ending.reason) if ending.reason and practice.outcomes else None
    with transaction.atomic():
        rows("access.timelines", [case.id], True)
        running = Case.objects.visible_to(actor).filter(id=case.id, closed_on__isnull=True)
        if not running.exists():
            return
        standing = standing_of(actor, case, today)
        taken = _decided_with(standing, reason, on)
        # The database lets only whoever works in the case close it.
        _check_day(actor, case, on, today, decides=bool(taken))
        if not running.update(closed_on=on):
            raise Denied(_("Dit mag u niet doen."))
        check_ending(actor, case, today)
        for decision, whom in taken:
            take_decision(
                actor=actor,
                now=now,
                case=case,
                decision_id=decision,
                token=uuid.uuid5(token, f"{decision} {whom}"),
                client_id=whom,
                reason=ending.why,
                danger=danger,
                decided_by=ending.decided_by,
                incident=incident_of(standing, decision, str(whom) if whom else None),
            )
        call("access.withdraw_decision", case.id, None)
        Outcome.objects.create(
            area_id=case.area_id,
            case_id=case.id,
            kind=reason.kind if reason else ending.kind,
            reason=ending.reason,
            interests=ending.interests,
            cause=ending.cause,
            contact=ending.contact,
            on=on,
            recorded_by=actor.me,
            recorded_at=now,
        )
        _call_off(actor, now, case)
        incidents = Incident.objects.visible_to(actor).filter(case_id=case.id)
        incidents.filter(state__in=[Incident.State.OPEN, Incident.State.WEIGHED]).update(state=Incident.State.CLOSED)
        kind = str(reason.kind if reason else ending.kind)
        ended = [
            *_own_words(case, standing, reason, on, ending.account),
            *_end_measures(actor, case, practice, kind, on, ending.outside),
        ]
        said = {"outcome": kind, **({"reason": ending.reason} if ending.reason else {})}
        closed = _fact(case, on, Fact.Kind.CASE_CLOSED, "", None, **said)
        record_facts(actor=actor, now=now, facts=[*ended, closed])


def _own_words(case: Case, standing: Standing, reason: Reason | None, on: date, account: str | None) -> list[NewFact]:
    """What the client says of the end, where its reason asks that. No query. Raises NotNow where nobody asked."""
    if reason is None or reason.account is None:
        return []
    if account is None:
        raise NotNow(own_words_first())
    people = standing.timeline.people
    said = {ACCOUNT: TOLD if account else DECLINED}
    whose = UUID(people[0].id) if len(people) == 1 else None
    return [replace(_fact(case, on, reason.account, "", whose, **said), text=account)]


def own_words_first() -> str:
    """What is told before an ending whose reason asks the client's own words."""
    return _("Vraag eerst wat de ander er zelf over zegt. Liever niets zeggen is ook een antwoord.")


def _end_measures(
    actor: Actor,
    case: Case,
    practice: Practice,
    kind: str,
    on: date,
    outside: Mapping[tuple[str, UUID | None], date],
) -> list[NewFact]:
    """End what ends with the case, and what an authority ended by then. A query, and one for each measure.

    Raises Denied for a day before the measure began, or after the case ended; NotNow where something imposed would go
    on after an end of this `kind`.
    """
    ended = []
    for each in Measure.objects.visible_to(actor).filter(case_id=case.id, ends_on__isnull=True):
        imposed = practice.measure(each.measure_id).outside is not None
        last = outside.get((each.measure_id, each.client_id)) if imposed else on
        if last is None and runs_on(kind):
            continue
        if last is None:
            raise NotNow(_("Dit is opgelegd en loopt nog. Schrijf de dag waarop het eindigde, of draag de zaak over."))
        if not each.starts_on <= last <= on:
            raise Denied(_("Wat is opgelegd, eindigt tussen het begin ervan en de dag waarop de zaak eindigt."))
        Measure.objects.visible_to(actor).filter(id=each.id).update(ends_on=last)
        ended.append(_fact(case, last, Fact.Kind.MEASURE_ENDED, each.measure_id, each.client_id))
    return ended


def _check_day(actor: Actor, case: Case, on: date, today: date, *, decides: bool) -> None:
    """Raise Denied for a day to come, or before what happened last: that would stand after the end. One query at most.

    A decision is taken on the day itself, so an ending that needs one is today's.
    """
    if on == today:
        return
    if on > today:
        raise Denied(_("Deze dag is nog niet geweest."))
    if decides:
        raise Denied(_("Dit einde is een besluit van vandaag. Kies vandaag."))
    begun = Measure.objects.visible_to(actor).filter(case_id=case.id, ends_on__isnull=True, starts_on__gt=on)
    later = Fact.objects.visible_to(actor).filter(case_id=case.id, on__gt=on, void=False)
    corrected = Fact.objects.visible_to(actor).filter(case_id=case.id, corrects__isnull=False)
    if on < case.opened_on or begun.exists() or later.exclude(id__in=corrected.values("corrects_id")).exists():
        raise Denied(_("Daarna gebeurde er nog iets in deze zaak. Kies een latere dag."))


def reopen_case(*, actor: Actor, now: datetime, case: Case) -> None:
    """Undo an ending of the last seven days: the case and its measures run on. Called-off talks stay called off.

    A case that runs stays as it is. Raises NotNow later, Denied for someone who does not work in the case.
    """
    proven_actor(actor)
    with transaction.atomic():
        rows("access.timelines", [case.id], True)
        ended = Case.objects.visible_to(actor).filter(id=case.id, closed_on__isnull=False)
        if not ended.exists():
            return
        outcome = Outcome.objects.visible_to(actor).filter(case_id=case.id, undone_at__isnull=True).first()
        if outcome is None or now - outcome.recorded_at > UNDONE_WITHIN:
            raise NotNow(_("Dit kan alleen in de week na het afsluiten. Open een nieuwe zaak."))
        if not ended.update(closed_on=None):
            raise Denied(_("Dit mag u niet doen."))
        outcome.undone_at = now
        outcome.save(update_fields=["undone_at"])
        made = Fact.objects.visible_to(actor).filter(
            case_id=case.id, recorded_at=outcome.recorded_at, recorded_by=outcome.recorded_by, void=False
        )
        for fact in made:
            if fact.kind == Fact.Kind.MEASURE_ENDED:
                theirs = Q(client_id=fact.client_id) if fact.client_id else Q(client_id__isnull=True)
                ended_then = Measure.objects.visible_to(actor).filter(theirs, case_id=case.id, ends_on=fact.on)
                ended_then.filter(measure_id=fact.talk_id).update(ends_on=None)
            take_back_fact(actor=actor, now=now, fact_id=fact.id)


def _decided_with(standing: Standing, reason: Reason | None, on: date) -> list[tuple[str, UUID | None]]:
    """What is still decided with an ending, and about whom: each apart where a decision is about one. No query."""
    return [(each, whom) for each in decided_with(standing, reason, on) for whom in whom_left(standing, each)]


def _call_off(actor: Actor, now: datetime, case: Case) -> None:
    """Call off what is planned, and look for no other time."""
    planned = Appointment.objects.visible_to(actor).filter(case_id=case.id, settled_at__isnull=True)
    for appointment_id in planned.filter(starts_at__gt=now, cancelled_at__isnull=True).values_list("id", flat=True):
        call("access.cancel_appointment", appointment_id)
    planned.filter(cancelled_at__isnull=False).update(settled_at=now)


def _fact(case: Case, on: date, kind: str, measure_id: str, client_id: UUID | None, **said: str) -> NewFact:
    return NewFact(
        area_id=case.area_id,
        case_id=case.id,
        kind=kind,
        on=on,
        talk_id=measure_id,
        client_id=client_id,
        values=said,
    )
