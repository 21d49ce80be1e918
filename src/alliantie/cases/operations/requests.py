"""What a client asks about the own data, and the answer to it. Both are facts, from which what is due follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import JOB, Actor, acting, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case, ClientRequest, Fact
from alliantie.cases.models.request import Right, Sort
from alliantie.cases.operations.duties import reckon
from alliantie.cases.operations.facts import NewFact, record_facts
from alliantie.cases.queries.cases import practice_of
from alliantie.norms import calendars
from alliantie.practices import Practice, rights
from alliantie.practices.rights import ANSWERED, ASKED, norm_of

LONGEST = 2000

# What is changed elsewhere, or cannot be said again by hand.
_OTHER_WAYS = frozenset(
    {"case_opened", "case_closed", "measure_started", "measure_ended", "worker_changed", "round_discussed"}
    | {"gate_forced", "practice_changed", "decision_taken", ANSWERED, *ASKED.values()}
)


@dataclass(frozen=True, slots=True)
class About:
    """What a request is about: the sort of thing, which one, and how its client sees it called."""

    sort: Sort
    id: UUID | None
    called: str


def due_on(practice: Practice, right: str, asked_on: date) -> date:
    """The last day on which a request of this kind is answered in time."""
    rule = practice.norm(norm_of(cast(rights.Right, right))).within
    if rule is None:
        raise KeyError(right)
    return calendars.after(asked_on, rule.term, practice.country)


def ask_for(
    *, actor: Actor, now: datetime, case: Case, right: Right, about: About, text: str, wanted: str,
    token: UUID,
) -> date:  # fmt: skip
    """The client asks, and reads by when the answer comes. The same `token` sent twice is asked once.

    Raises NotNow with twenty requests open, Denied for what is not the client's.
    """
    proven_actor(actor)
    day = clock.day_of(now)
    due = due_on(practice_of(case), right, day)
    with transaction.atomic():
        call(
            "access.ask_for",
            *(token, case.id, right.value, about.sort.value, about.id, about.called[:200]),
            *(text[:LONGEST], wanted[:LONGEST], due),
        )
        _reckon(day, case.id)
    return due


def take_back_request(*, actor: Actor, now: datetime, request_id: UUID) -> None:
    """The client takes a request back that was not answered yet. Raises NotNow, Denied."""
    proven_actor(actor)
    with transaction.atomic():
        _reckon(clock.day_of(now), call("access.take_back_request", request_id))


def say_beside(*, actor: Actor, request_id: UUID, text: str) -> None:
    """The client's own words beside what was not corrected; "" takes them away, history keeps them. Raises Denied."""
    proven_actor(actor)
    call("access.say_beside", request_id, text[:LONGEST])


def answer_request(
    *, actor: Actor, now: datetime, request: ClientRequest, yes: bool, text: str, instead: str | None = None
) -> None:
    """Answer with a reason; with `instead` the fact it is about says that from now on, and the old one is kept.

    Raises NotNow when somebody was faster, Denied.
    """
    proven_actor(actor)
    with transaction.atomic():
        call("access.answer_request", request.id, yes, text[:LONGEST])
        if yes and instead is not None:
            record_facts(actor=actor, now=now, facts=[_again(actor, request, instead)])
        else:
            reckon(actor=actor, today=clock.day_of(now), case_ids=[request.case_id])


def correctable(fact: Fact) -> bool:
    """Whether the text of a fact can be said again when its client is right."""
    return fact.kind not in _OTHER_WAYS and not fact.void


def _again(actor: Actor, request: ClientRequest, instead: str) -> NewFact:
    old = Fact.objects.visible_to(actor).filter(case_id=request.case_id).get(id=request.about_id or request.id)
    if not correctable(old):
        raise Denied(_("Dit verbetert u op zijn eigen bladzijde."))
    if Fact.objects.visible_to(actor).filter(corrects_id=old.id).exists():
        raise NotNow(_("Dit is al veranderd. Er is niets bewaard."))
    return NewFact(
        area_id=old.area_id,
        case_id=old.case_id,
        kind=old.kind,
        on=old.on,
        talk_id=old.talk_id,
        client_id=old.client_id,
        values=dict(old.values),
        at=old.at,
        others=old.others,
        text=instead,
        corrects=old.id,
    )


def _reckon(day: date, case_id: UUID) -> None:
    """What is due follows at once. The job reckons: a client may not read what a case knows of others."""
    with acting(JOB):
        reckon(actor=JOB, today=day, case_ids=[case_id])
