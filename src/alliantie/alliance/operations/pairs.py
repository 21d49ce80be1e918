"""Pairs: who begins one, what ends one, and what the client shows to a later worker."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from alliantie import clock
from alliantie.access.call import call, rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.alliance import vault
from alliantie.alliance.models import Pair, Shown
from alliantie.alliance.queries import practice_pair
from alliantie.cases.models import Case, Fact
from alliantie.cases.operations import record_fact
from alliantie.cases.operations.appointments import pass_on
from alliantie.cases.queries import get_case, people_of, practice_of
from alliantie.practices import Practice


def begin_pair(*, actor: Actor, case: Case, client_id: UUID, worker_id: UUID, pair_kind: str) -> UUID:
    """Start a pair of one client and one worker, with a key of its own. Raises Denied."""
    proven_actor(actor)
    pair_id = uuid.uuid4()
    wrapped = vault.wrap(settings.MASTER_KEY, pair_id, vault.new_key())
    call("alliance.begin_pair", pair_id, case.id, client_id, worker_id, pair_kind, wrapped)
    return pair_id


def begin_pairs(*, actor: Actor, case: Case, practice: Practice, worker_id: UUID) -> tuple[UUID, ...]:
    """Start the pairs the practice names: each client, or in youth work each parent and each young person."""
    return tuple(
        begin_pair(actor=actor, case=case, client_id=person.client_id, worker_id=worker_id, pair_kind=kind)
        for person in people_of(actor, case)
        if (kind := practice_pair(practice, person.role)) is not None
    )


def take_over_case(*, actor: Actor, now: datetime, hand_over_id: UUID) -> UUID:
    """Accept a case that a colleague asked the actor to take over: pairs and running rounds end, new pairs begin.

    The actor holds the planned talks, and sees no earlier rounds unless the client shows them. Gives the case. Raises
    Denied when it was not asked of the actor, NotNow when the question was settled meanwhile.
    """
    proven_actor(actor)
    with transaction.atomic():
        ((case_id, giver_id),) = rows("access.accept_hand_over", hand_over_id)
        case = get_case(actor, case_id)
        call("alliance.end_pairs", case.id, giver_id)
        # Whoever takes over may have worked along until now, in a pair of another kind.
        call("alliance.end_pairs", case.id, actor.me)
        begin_pairs(actor=actor, case=case, practice=practice_of(case), worker_id=actor.me)
        record_fact(
            actor=actor,
            now=now,
            area_id=case.area_id,
            case_id=case.id,
            kind=Fact.Kind.WORKER_CHANGED,
            on=clock.day_of(now),
        )
        pass_on(actor=actor, now=now, case_id=case.id, giver_id=giver_id)
    return case_id


def let_work_along(*, actor: Actor, case: Case, practice: Practice, worker_id: UUID, pair_kind: str) -> None:
    """Let a colleague work in the case beside the worker, as a second pair with each client this kind is for.

    Neither of the two workers sees the other's rounds. Raises Denied, NotNow when the colleague works along already.
    """
    proven_actor(actor)
    client_role = practice.pair(pair_kind).client_role
    with transaction.atomic():
        call("access.let_work_along", case.id, worker_id)
        for person in people_of(actor, case):
            if person.role == client_role:
                begin_pair(actor=actor, case=case, client_id=person.client_id, worker_id=worker_id, pair_kind=pair_kind)


def end_work_along(*, actor: Actor, case: Case, worker_id: UUID) -> None:
    """End a colleague's working along: pairs and running rounds end, the case is seen no more. Raises Denied."""
    proven_actor(actor)
    with transaction.atomic():
        call("alliance.end_pairs", case.id, worker_id)
        call("access.end_work_along", case.id, worker_id)


def show_earlier(*, actor: Actor, earlier: Pair, later: Pair, show: bool) -> None:
    """The client shows the rounds with an earlier worker to the present one, or takes that back."""
    proven_actor(actor)
    if show:
        Shown.objects.bulk_create(
            [Shown(area_id=later.area_id, earlier_id=earlier.id, later_id=later.id)], ignore_conflicts=True
        )
    else:
        Shown.objects.filter(earlier_id=earlier.id, later_id=later.id).delete()
