"""What who leads a team writes: how heavy a measure weighs, and who waits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.access.seen import alone, check_seen
from alliantie.access.visible import AnyOf
from alliantie.cases.models import Waiting, Weight
from alliantie.people.models import Team

LED = "access.teams_led()"
USUAL_WEIGHT = Decimal(1)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that waits: for whom, since when, how urgent and why, and who would pay."""

    name: str
    asked_on: date
    urgency: str
    reason: str
    stream: str


def set_weights(
    *, actor: Actor, team: Team, weights: Mapping[tuple[str, str], Decimal], seen: str | None = None
) -> None:
    """Set what each measure (practice, measure) weighs for a team the actor leads; what weighs 1 is not kept.

    `seen` is the fingerprint of the weights that stood on the screen (`as_told`). Four queries. Raises Meanwhile where
    somebody else set them since. The database refuses for another team.
    """
    proven_actor(actor)
    with transaction.atomic():
        # Of two who set the first weights of a team neither finds a row to lock.
        alone("weights", team.id)
        if seen is not None:
            stands = {(practice, measure): weight for practice, measure, weight in _weights(team)}
            if as_told(stands) == as_told(weights):
                return
            check_seen(seen, *as_told(stands))
        Weight.objects.filter(AnyOf("team_id", LED), team_id=team.id).delete()
        Weight.objects.bulk_create(
            [
                Weight(area_id=team.area_id, team_id=team.id, practice_id=practice, measure_id=measure, weight=weight)
                for (practice, measure), weight in weights.items()
                if weight != USUAL_WEIGHT
            ],
            update_conflicts=True,
            unique_fields=["team", "practice_id", "measure_id"],
            update_fields=["weight"],
        )


def as_told(weights: Mapping[tuple[str, str], Decimal]) -> tuple[str, ...]:
    """Weights in one order and one spelling, without what weighs as usual."""
    return tuple(f"{key} {weight.normalize()}" for key, weight in sorted(weights.items()) if weight != USUAL_WEIGHT)


def _weights(team: Team) -> list[tuple[str, str, Decimal]]:
    there = Weight.objects.filter(AnyOf("team_id", LED), team_id=team.id)
    return list(there.values_list("practice_id", "measure_id", "weight"))


def put_on_list(*, actor: Actor, now: datetime, team: Team, request: Request, token: UUID) -> UUID:
    """Put somebody on the waiting list of a team; the same form sent twice does it once. Raises Denied for tomorrow."""
    proven_actor(actor)
    _check_day(request.asked_on, now)
    made = uuid.uuid5(token, f"{team.id} {request}")
    row = Waiting(id=made, area_id=team.area_id, team_id=team.id, **asdict(request))
    Waiting.objects.bulk_create([row], ignore_conflicts=True)
    return made


def change_request(*, actor: Actor, now: datetime, waiting_id: UUID, request: Request, seen: str | None = None) -> None:
    """Change what is known of somebody who waits. Twice is the same as once.

    `seen` is the fingerprint of the request that stood on the screen. Raises Denied for tomorrow, Waiting.DoesNotExist,
    Meanwhile where somebody else changed it since.
    """
    _check_day(request.asked_on, now)
    with transaction.atomic():
        waiting = _waiting(actor, waiting_id).filter(ended_on__isnull=True)
        there = request_of(waiting.select_for_update().get())
        if there != request:
            check_seen(seen, *astuple(there))
            waiting.update(**asdict(request))


def request_of(there: Waiting) -> Request:
    """What is known of somebody who waits."""
    return Request(there.name, there.asked_on, there.urgency, there.reason, there.stream)


def end_waiting(*, actor: Actor, now: datetime, waiting_id: UUID, ended: str) -> None:
    """Somebody waits no more, and why. Twice is the same as once."""
    _waiting(actor, waiting_id).filter(ended_on__isnull=True).update(ended_on=clock.day_of(now), ended=ended)


def wait_again(*, actor: Actor, waiting_id: UUID) -> None:
    """Undo that somebody waits no more."""
    _waiting(actor, waiting_id).update(ended_on=None, ended="")


def _waiting(actor: Actor, waiting_id: UUID):  # type: ignore[no-untyped-def]
    proven_actor(actor)
    return Waiting.objects.filter(AnyOf("team_id", LED), id=waiting_id)


def _check_day(on: date, now: datetime) -> None:
    if on > clock.day_of(now):
        raise Denied(_("Deze dag is nog niet geweest."))
