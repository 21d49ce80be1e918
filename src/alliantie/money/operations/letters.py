"""Contact with creditors: it is recorded as facts of the case, so that what is due follows from it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alliantie import clock
from alliantie.access.call import rows
from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied
from alliantie.cases.models import Case, Fact
from alliantie.cases.operations import take_back_fact
from alliantie.cases.operations.facts import NewFact, record_facts
from alliantie.cases.queries.cases import practice_of
from alliantie.money.letters import Contact
from alliantie.money.models import Claim
from alliantie.money.models.claim import Answer
from alliantie.money.operations.claims import Said, record_statement
from alliantie.money.queries.claims import names_of
from alliantie.money.states import Status


def letters_sent(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    claim_ids: Sequence[UUID],
    step: str,
    on: date,
    token: UUID | None = None,
) -> UUID:
    """Letters about a step went to the creditors of these claims on a day; gives the number of the first.

    A claim that was only known is asked from then on. One fact a claim, or a creditor where the practice does not keep
    the debts of one apart; with a `token` a repeated submit records
    them once. Raises Denied for no claim or a later day, ValueError for a step the practice does not know.
    """
    return contacted(
        actor=actor, now=now, case=case, contact=Contact.LETTER, claim_ids=claim_ids, step=step, on=on, token=token
    )


def contacted(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    contact: Contact,
    claim_ids: Sequence[UUID],
    step: str,
    on: date,
    token: UUID | None = None,
    agrees: bool | None = None,
) -> UUID:
    """The creditors of these claims were written to, reminded or called, or answered: whether one `agrees`, where that
    was asked. As `letters_sent`.
    """
    proven_actor(actor)
    batch = uuid.uuid5(token, f"{case.id} {contact} {step} {on}") if token else uuid.uuid4()
    with transaction.atomic():
        _wait_for(case)
        there = Claim.objects.visible_to(actor).filter(case_id=case.id, id__in=claim_ids, taken_back_at__isnull=True)
        # Whoever sends the same form at the same moment waits, and then finds what is there.
        locked = there.select_related("creditor").select_for_update(of=("self",))
        chosen = list(locked)
        if not chosen:
            raise Denied(_("Kies minstens één schuldeiser."))
        told = sorted({_about(case, contact, claim) for claim in _called(actor, case, chosen)})
        answer = {} if agrees is None or not _keeps(case, contact, "agrees") else {"agrees": agrees}
        made = record_facts(
            actor=actor,
            now=now,
            facts=[
                NewFact(
                    id=uuid.uuid5(batch, "\n".join(about)),
                    area_id=case.area_id,
                    case_id=case.id,
                    kind=contact,
                    on=on,
                    values={**dict(zip(("creditor", "claim"), about, strict=False)), "step": step, **answer},
                )
                for about in told
            ],
        )
        if contact is Contact.LETTER:
            there.filter(status=Status.KNOWN).update(status=Status.ASKED, status_on=on)
    return made[0]


def creditor_answered(
    *, actor: Actor, now: datetime, case: Case, claim_id: UUID, said: Said, step: str, token: UUID
) -> None:
    """Record what a creditor answers in a step, as something said of the claim and as a fact of the case.

    Raises as `record_statement` and `contacted` do.
    """
    with transaction.atomic():
        _wait_for(case)
        record_statement(actor=actor, now=now, case=case, claim_id=claim_id, said=said, token=token)
        contacted(
            actor=actor,
            now=now,
            case=case,
            contact=Contact.ANSWER,
            claim_ids=[claim_id],
            step=step,
            on=said.on,
            token=token,
            agrees={Answer.AGREES: True, Answer.REFUSES: False}.get(said.answer),
        )


def contact_undone(*, actor: Actor, now: datetime, case: Case, fact_id: UUID) -> None:
    """What was recorded at once with this fact about creditors did not happen; twice is the same as once.

    A claim that was asked by it alone is only known again. Raises Fact.DoesNotExist.
    """
    proven_actor(actor)
    contacts = Fact.objects.visible_to(actor).filter(case_id=case.id, void=False, kind__in=list(Contact))
    with transaction.atomic():
        _wait_for(case)
        one = contacts.get(id=fact_id)
        taken = list(contacts.filter(kind=one.kind, on=one.on, recorded_at=one.recorded_at))
        for fact in taken:
            take_back_fact(actor=actor, now=now, fact_id=fact.id)
        if one.kind == Contact.LETTER:
            _not_asked(actor, now, case, taken)


def _wait_for(case: Case) -> None:
    """Whoever changes facts and claims of a case takes turns: first the case, then its claims."""
    rows("access.timelines", [case.id], True)


def _called(actor: Actor, case: Case, claims: Sequence[Claim]) -> list[tuple[str, str]]:
    """The creditor of each claim, and what the claim is called. One query."""
    names = names_of(Claim.objects.visible_to(actor).filter(case_id=case.id))
    return [(claim.creditor.name, names[claim.id]) for claim in claims]


def _about(case: Case, contact: Contact, called: tuple[str, str]) -> tuple[str, ...]:
    """What a contact is recorded of: a claim of a creditor, as far as the practice keeps those apart."""
    return called if _keeps(case, contact, "claim") else called[:1]


def _keeps(case: Case, contact: Contact, value: str) -> bool:
    return value in practice_of(case).vocabulary.facts.get(contact, {})


def _not_asked(actor: Actor, now: datetime, case: Case, taken: Sequence[Fact]) -> None:
    """Claims that these letters asked, and no letter that still stands, are only known."""
    facts = Fact.objects.visible_to(actor).filter(case_id=case.id, kind=Contact.LETTER)
    voided = facts.filter(void=True).values("corrects_id")
    still = list(facts.filter(void=False).exclude(id__in=voided))
    asked = Claim.objects.visible_to(actor).filter(case_id=case.id, status=Status.ASKED).select_related("creditor")
    unasked = [
        claim.id
        for claim, called in zip(asked, _called(actor, case, list(asked)), strict=True)
        if _tells(taken, called) and not _tells(still, called)
    ]
    Claim.objects.visible_to(actor).filter(id__in=unasked).update(status=Status.KNOWN, status_on=clock.day_of(now))


def _tells(facts: Sequence[Fact], called: tuple[str, str]) -> bool:
    """Whether one of these is about this claim; a contact that names none is about every one of its creditor."""
    return any((fact.values["creditor"], fact.values.get("claim", called[1])) == called for fact in facts)
