"""The duty desk: who has it on which day, opening a case there, and passing a question on."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.seen import alone, check_seen
from alliantie.access.visible import AnyOf
from alliantie.cases.models import Case, Desk, Question
from alliantie.people.models import Team


def set_desks(*, actor: Actor, team: Team, desks: Mapping[date, Collection[UUID]], seen: str | None = None) -> None:
    """Say who have the desk of a team the actor leads, by day. Four queries at most. Days not named stay.

    `seen` is the fingerprint of these days as they stood on the screen (`by_day`). Raises Meanwhile where somebody else
    changed them since.
    """
    proven_actor(actor)
    chosen = {(on, worker_id) for on, workers in desks.items() for worker_id in workers}
    with transaction.atomic():
        # Where nobody has the desk yet there is no row to lock.
        alone("desk", team.id)
        led = Desk.objects.filter(AnyOf("team_id", "access.teams_led()"), team_id=team.id, on__in=list(desks))
        known = {(on, worker_id): id for id, on, worker_id in led.values_list("id", "on", "worker_id")}
        if chosen != known.keys():
            stands: dict[date, list[UUID]] = {}
            for on, worker_id in known:
                stands.setdefault(on, []).append(worker_id)
            check_seen(seen, *by_day(stands))
        if gone := [id for each, id in known.items() if each not in chosen]:
            Desk.objects.filter(id__in=gone).delete()
        Desk.objects.bulk_create(
            [
                Desk(area_id=team.area_id, team_id=team.id, on=on, worker_id=worker_id)
                for on, worker_id in sorted(chosen - known.keys())
            ],
            ignore_conflicts=True,
        )


def by_day(desks: Mapping[date, Collection[UUID]]) -> tuple[str, ...]:
    """Who have the desk on which day, in one order, without the days on which nobody has."""
    return tuple(f"{on} {worker_id}" for on, workers in sorted(desks.items()) for worker_id in sorted(workers))


def open_at_desk(*, actor: Actor, case_id: UUID) -> None:
    """See a case of the team until midnight, as the worker on duty; each client finds that in the own log.

    Raises Denied for a case of another team, and for who has no desk today.
    """
    proven_actor(actor)
    call("access.open_at_desk", case_id)


def pass_question_on(*, actor: Actor, now: datetime, case: Case, text: str, urgent: bool, token: UUID) -> UUID:
    """Pass a question on to the worker whose case it is. The same form sent twice passes it on once."""
    proven_actor(actor)
    made = uuid.uuid5(token, f"{case.id} {text} {urgent}")
    Question.objects.bulk_create(
        [
            Question(
                id=made,
                area_id=case.area_id,
                case_id=case.id,
                taken_by_id=actor.me,
                for_worker_id=case.worker_id,
                text=text,
                urgent=urgent,
                asked_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return made


def answer_question(*, actor: Actor, now: datetime, question_id: UUID) -> None:
    """Tick a question off. Twice is the same as once."""
    Question.objects.visible_to(actor).filter(id=question_id, answered_at__isnull=True).update(answered_at=now)


def ask_again(*, actor: Actor, question_id: UUID) -> None:
    """Undo that a question was ticked off."""
    Question.objects.visible_to(actor).filter(id=question_id).update(answered_at=None)
