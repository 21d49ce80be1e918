"""What a worker's page does that takes more than one operation of the rooms below, each safe when sent twice."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID

from django.db import connection, transaction

from alliantie import clock
from alliantie.access.identity import Actor, prove
from alliantie.alliance import operations as alliance
from alliantie.cases import operations as cases
from alliantie.cases.models import Case, Fact, Measure
from alliantie.cases.operations import NewFact
from alliantie.cases.policies import check_one_answer, check_take_back
from alliantie.cases.queries import correction_of, involved
from alliantie.norms.timeline import Fact as Told
from alliantie.norms.timeline import FactValue
from alliantie.practices import Practice
from alliantie.worklist.queries.events import FIXED


def one_at_a_time(actor: Actor, what: str) -> None:
    """Let only one transaction at a time go on with this, so that a second one sees what the first one made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
    # Grants count from a moment on. Whoever waited came with an older one, which would miss what was just given.
    prove(actor)


def record(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    token: UUID,
    kind: str,
    on: date,
    client_ids: Iterable[UUID | None],
    talk_id: str = "",
    values: Mapping[str, FactValue] | None = None,
    text: str = "",
) -> UUID:
    """Record what happened for each of these people, or (None) for the case as a whole, and give the first fact.

    The same form sent twice records once; the same page used again for something else records that too.
    Raises Denied for a day in the future, NotNow where it says the opposite of what was recorded for that day.
    """
    people = list(client_ids)
    with transaction.atomic():
        one_at_a_time(actor, f"case:{case.id}")
        told = (Told("", kind, on, values=values or {}, about=str(each) if each else None) for each in people)
        check_one_answer(actor, case, told, clock.day_of(now))
        return cases.record_facts(
            actor=actor,
            now=now,
            facts=[
                NewFact(
                    area_id=case.area_id,
                    case_id=case.id,
                    kind=kind,
                    on=on,
                    talk_id=talk_id,
                    client_id=client_id,
                    id=standing(actor, uuid.uuid5(token, f"{case.id} {kind} {talk_id} {on} {client_id}")),
                    values=values or {},
                    text=text,
                    together=uuid.uuid5(token, f"{case.id} {kind} {talk_id} {on}") if len(people) > 1 else None,
                )
                for client_id in people
            ],
        )[0]


def take_back(*, actor: Actor, now: datetime, case: Case, fact_ids: Iterable[UUID]) -> UUID | None:
    """Correct facts of this case that did not happen; gives the first, or None when there was none to correct.

    Raises NotNow for the decision by which a measure began that still runs.
    """
    with transaction.atomic():
        one_at_a_time(actor, f"case:{case.id}")
        found = _correctable(actor, case, fact_ids)
        if any(fact.kind == Fact.Kind.DECISION_TAKEN for fact in found):
            check_take_back(actor, case, [fact.id for fact in found], clock.day_of(now))
        for fact in found:
            cases.take_back_fact(actor=actor, now=now, fact_id=fact.id)
    return found[0].id if found else None


def put_back(*, actor: Actor, now: datetime, case: Case, fact_ids: Iterable[UUID]) -> UUID | None:
    """Undo a correction: what was taken back is recorded again. Gives the first new fact, or None."""
    with transaction.atomic():
        one_at_a_time(actor, f"case:{case.id}")
        again = [
            NewFact(
                area_id=case.area_id,
                case_id=case.id,
                kind=fact.kind,
                on=fact.on,
                talk_id=fact.talk_id,
                client_id=fact.client_id,
                id=standing(actor, fact.id),
                values=fact.values,
                at=fact.at,
                together=fact.together,
                others=fact.others,
                text=fact.text,
            )
            for fact in _correctable(actor, case, fact_ids)
        ]
        return cases.record_facts(actor=actor, now=now, facts=again)[0] if again else None


def standing(actor: Actor, fact_id: UUID) -> UUID:
    """The number under which a fact stands, or can be recorded again after each time it was taken back."""
    while correction := correction_of(actor, fact_id):
        fact_id = uuid.uuid5(correction, "again")
    return fact_id


def _correctable(actor: Actor, case: Case, fact_ids: Iterable[UUID]) -> list[Fact]:
    return list(
        Fact.objects.visible_to(actor)
        .filter(case_id=case.id, void=False, id__in=list(fact_ids))
        .exclude(kind__in=FIXED)
        .order_by("id")
    )


def change_measure(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    measure_id: str,
    change: Literal["start", "end", "extend"],
    on: date,
    until: date | None = None,
    client_id: UUID | None = None,
    then: str = "",
    why: str = "",
    reason: str = "",
    danger: bool = False,
    decided_by: str = "",
) -> None:
    """Start, end or extend a measure, one change at a time; with an end, `then` is what begins in its place.

    `why` is kept where it gets an end beyond the longest of the practice; `reason`, `danger` and `decided_by`
    are for the decision by which it begins or ends.

    Raises Denied when it runs already, or does not run; NotNow for the end of the last one without another.
    """
    with transaction.atomic():
        one_at_a_time(actor, f"case:{case.id}")
        if change == "extend":
            cases.extend_measure(
                actor=actor,
                now=now,
                case=case,
                measure_id=measure_id,
                on=on,
                until=until or on,
                client_id=client_id,
                why=why,
            )
            return
        begins = then if change == "end" else measure_id
        if begins:
            cases.change_measure(
                actor=actor,
                now=now,
                case=case,
                measure_id=begins,
                starts=True,
                on=on,
                until=until,
                client_id=client_id,
                why=why,
                reason=reason,
                danger=danger,
                decided_by=decided_by,
            )
        if change == "end":
            # What begins can have ended it already, where it takes its place.
            there = Measure.objects.visible_to(actor).filter(case_id=case.id, measure_id=measure_id, ends_on=None)
            if not then or (there.filter(client_id=client_id) if client_id else there).exists():
                cases.change_measure(
                    actor=actor,
                    now=now,
                    case=case,
                    measure_id=measure_id,
                    starts=False,
                    on=on,
                    client_id=client_id,
                    reason=reason,
                    danger=danger,
                    decided_by=decided_by,
                )
            cases.check_something_runs(actor, case)


def let_work_along(*, actor: Actor, case: Case, practice: Practice, worker_id: UUID, pair_kind: str) -> None:
    """Let a colleague work along, once however often it is sent. Raises Denied."""
    with transaction.atomic():
        one_at_a_time(actor, f"case:{case.id}")
        if not any(held.worker_id == worker_id and held.right == "work" for held in involved(actor, case.id)):
            alliance.let_work_along(actor=actor, case=case, practice=practice, worker_id=worker_id, pair_kind=pair_kind)


def end_work_along(*, actor: Actor, case: Case, worker_id: UUID) -> None:
    """End a colleague's working along, once however often it is sent. Raises Denied."""
    with transaction.atomic():
        one_at_a_time(actor, f"case:{case.id}")
        alliance.end_work_along(actor=actor, case=case, worker_id=worker_id)


def cover(*, actor: Actor, now: datetime, case: Case, worker_id: UUID, first: date, last: date) -> None:
    """Let a colleague stand in from a day up to and including another, once however often it is sent. Raises Denied."""
    starts_at = max(now, datetime.combine(first, time(), clock.HOME))
    ends_at = datetime.combine(last + timedelta(days=1), time(), clock.HOME)
    with transaction.atomic():
        one_at_a_time(actor, f"case:{case.id}")
        for held in involved(actor, case.id):
            same_days = held.until == ends_at and clock.day_of(held.since) == first
            if held.worker_id == worker_id and held.right == "cover" and same_days:
                return
        cases.cover(actor=actor, case_id=case.id, worker_id=worker_id, starts_at=starts_at, ends_at=ends_at)
