"""Asking who leads the team for a decision that is reserved for that person, and answering it."""

from __future__ import annotations

import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import call
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import AskedDecision, Case
from alliantie.cases.operations.decisions import LONGEST_REASON, take_decision
from alliantie.cases.policies import subject_of
from alliantie.cases.queries.cases import practice_of
from alliantie.cases.queries.reserved import AskedOfLeader, get_asked
from alliantie.cases.queries.standing import standing_of


def ask_decision(
    *, actor: Actor, now: datetime, case: Case, decision_id: str, reason: str, token: UUID, client_id: UUID | None
) -> UUID:
    """Ask who leads the team for a decision, about one person or everyone; gives its number. Two queries,
    and one more where it is about one person.

    The same form sent twice asks once. Raises Denied without a reason or for a decision that is not reserved, NotNow
    for a closed case, when it is asked already or where nobody said whom of several it is about, KeyError for a
    decision the practice does not have.
    """
    proven_actor(actor)
    decision = practice_of(case).decision(decision_id)
    if decision.reserved is None:
        raise Denied(_("Dit besluit neemt u zelf."))
    if decision.per is not None:
        client_id = subject_of(standing_of(actor, case, clock.day_of(now)), decision_id, client_id)
    if not reason.strip():
        raise Denied(_("Schrijf waarom."))
    if case.closed_on is not None:
        raise NotNow(_("Deze zaak is afgesloten. Er is niets gevraagd."))
    made = AskedDecision(
        id=uuid.uuid5(token, f"{case.id} {decision_id} {client_id}"),
        area_id=case.area_id,
        case_id=case.id,
        client_id=client_id,
        decision_id=decision_id,
        reason=reason.strip()[:LONGEST_REASON],
        asked_by_id=actor.me,
        asked_at=now,
    )
    AskedDecision.objects.bulk_create([made], ignore_conflicts=True)
    if not AskedDecision.objects.visible_to(actor).filter(id=made.id).exists():
        raise NotNow(_("Dit is al gevraagd. Er is niets veranderd."))
    return made.id


def withdraw_decision(*, actor: Actor, case: Case, asked_id: UUID) -> None:
    """Take the question back, by whoever works in the case. Twice is the same as once. Raises NotNow once answered."""
    proven_actor(actor)
    call("access.withdraw_decision", case.id, asked_id)


def grant(*, actor: Actor, now: datetime, asked_id: UUID, words: str = "", danger: bool = False) -> None:
    """Say yes: the decision is taken today, by who leads the team, and what is due follows. Twice is once.

    The gates of the decision hold here too. Raises NotNow with what has to come first, or when it was answered or the
    case ended meanwhile; Denied for who may not answer; AskedDecision.DoesNotExist for another's team.
    """
    with transaction.atomic():
        here = _to_answer(actor, asked_id, AskedDecision.State.GRANTED)
        if here is None:
            return
        # First, so that whoever answers at the same moment waits here.
        call("access.answer_decision", here.id, True, words.strip()[:LONGEST_REASON])
        take_decision(
            actor=actor,
            now=now,
            case=here.case,
            decision_id=here.decision_id,
            token=here.id,
            client_id=here.client_id,
            reason=words.strip(),
            danger=danger,
            asked=here.id,
        )


def refuse(*, actor: Actor, asked_id: UUID, words: str) -> None:
    """Say no, with a reason for the worker. Twice is once. Raises Denied without one, and as `grant` otherwise."""
    if not words.strip():
        raise Denied(_("Schrijf waarom niet."))
    here = _to_answer(actor, asked_id, AskedDecision.State.REFUSED)
    if here is not None:
        call("access.answer_decision", here.id, False, words.strip()[:LONGEST_REASON])


def _to_answer(actor: Actor, asked_id: UUID, answer: AskedDecision.State) -> AskedOfLeader | None:
    """What is to be answered, None when the actor gave this answer already."""
    here = get_asked(actor, asked_id)
    if here.state == answer:
        return None
    if here.for_another:
        raise Denied(_("U vroeg dit zelf, of het is uw zaak. Iemand anders die het team leidt, antwoordt."))
    if not here.open:
        raise NotNow(already(here))
    return here


def already(here: AskedOfLeader) -> str:
    """Why there is nothing left to answer."""
    if here.state == AskedDecision.State.OPEN:
        return _("De zaak is intussen afgesloten. Er is niets besloten.")
    said = {
        AskedDecision.State.GRANTED: _("%(name)s zei al ja. Er is niets veranderd."),
        AskedDecision.State.REFUSED: _("%(name)s zei al nee. Er is niets veranderd."),
        AskedDecision.State.WITHDRAWN: _("%(name)s trok de vraag in. Er is niets besloten."),
    }
    return said[AskedDecision.State(here.state)] % {"name": here.settled_by}
