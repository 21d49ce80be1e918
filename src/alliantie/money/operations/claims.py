"""Claims: who asks for how much, what was said of it, and how far it is."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from alliantie.access.identity import Actor, proven_actor
from alliantie.access.policies import Denied, NotNow
from alliantie.access.seen import check_seen
from alliantie.cases.models import Case
from alliantie.money.models import Claim, Creditor, Statement
from alliantie.money.models.claim import Answer, By
from alliantie.money.operations.recorded import Document, check_been, check_paper, documented, of_case, sorted_ids
from alliantie.money.states import Status, may_become
from alliantie.people.names import plain


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a claim on a day: by whom, the amount in euros (None: unknown), and the paper it stands in.

    An amount has a paper, or `NO_PAPER_YET`.
    """

    by: By
    on: date
    amount: Decimal | None = None
    answer: Answer = Answer.AMOUNT
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What somebody asks of some of the people of a case."""

    creditor_id: UUID
    client_ids: Sequence[UUID]
    kind: Claim.Kind
    said: Said
    reference: str = ""
    since: date | None = None


def add_creditor(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    name: str,
    address: str = "",
    email: str = "",
    only_here: bool = False,
) -> UUID:
    """A creditor that every case of the area can choose from now on, or with `only_here` this case alone.

    One with this name that can be chosen here already is given instead, as it is; so two at once make one.
    """
    proven_actor(actor)
    key = plain(name)
    here = case.id if only_here else None
    named = Creditor.objects.filter(Q(case_id__isnull=True) | Q(case_id=case.id), area_id=case.area_id, name_key=key)
    known = named.order_by(F("case_id").asc(nulls_last=True)).values_list("id", flat=True)
    if (found := known.first()) is not None:
        return found
    Creditor.objects.bulk_create(
        [
            Creditor(
                area_id=case.area_id,
                case_id=here,
                name=name,
                name_key=key,
                address=address,
                email=email,
                recorded_by=actor.me,
                recorded_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return known.get(case_id=here) if here else known.get(case_id__isnull=True)


def change_address(*, actor: Actor, creditor_id: UUID, address: str, email: str, seen: str | None = None) -> None:
    """Another address or e-mail of a creditor; history keeps the old.

    `seen` is the fingerprint of address and e-mail as they stood on the screen. Raises Denied without a claim of it in
    a case, Meanwhile where somebody else changed them since.
    """
    proven_actor(actor)
    with transaction.atomic():
        creditor = Creditor.objects.filter(id=creditor_id)
        there = creditor.select_for_update().first()
        if there is None:
            raise Denied(_("Dit mag u niet doen."))
        if (there.address, there.email) != (address, email):
            check_seen(seen, there.address, there.email)
            creditor.update(address=address, email=email)


def add_claim(*, actor: Actor, now: datetime, case: Case, claim: NewClaim, token: UUID) -> UUID:
    """Record a claim with the first thing that was said of it. The same form sent twice records it once.

    Raises Denied for a day in the future, and for an amount without a paper of which that is not said.
    """
    proven_actor(actor)
    check_been(claim.said.on, now)
    check_paper(claim.said.amount, claim.said.document)
    made = uuid.uuid5(token, f"{case.id} {claim}")
    status = Status.CONFIRMED if claim.said.by is By.CREDITOR and claim.said.amount is not None else Status.KNOWN
    with transaction.atomic():
        Claim.objects.bulk_create(
            [
                Claim(
                    id=made,
                    **of_case(actor, now, case),
                    client_ids=sorted_ids(claim.client_ids),
                    creditor_id=claim.creditor_id,
                    kind=claim.kind,
                    reference=claim.reference,
                    since=claim.since,
                    status=status,
                    status_on=claim.said.on,
                )
            ],
            ignore_conflicts=True,
        )
        _say(actor, now, case, made, claim.said, uuid.uuid5(made, "said"))
    return made


def record_statement(*, actor: Actor, now: datetime, case: Case, claim_id: UUID, said: Said, token: UUID) -> UUID:
    """Record what the client or the creditor says of a claim now; what was said before stays.

    An amount the creditor names confirms a claim that was not. Raises Claim.DoesNotExist, and Denied for a future day
    and for an amount without a paper of which that is not said.
    """
    proven_actor(actor)
    check_been(said.on, now)
    check_paper(said.amount, said.document)
    with transaction.atomic():
        claim = _locked(actor, case, claim_id)
        made = _say(actor, now, case, claim.id, said, uuid.uuid5(token, f"{claim.id} {said}"))
        confirms = said.by is By.CREDITOR and said.answer is Answer.AMOUNT
        if confirms and claim.status in (Status.KNOWN, Status.ASKED):
            _become(actor, claim, Status.CONFIRMED, said.on)
    return made


def change_status(*, actor: Actor, now: datetime, case: Case, claim_id: UUID, status: Status, on: date) -> None:
    """Let a claim go on to another status since a day; twice is the same as once.

    Raises Claim.DoesNotExist, Denied for a day in the future, NotNow for a status that cannot follow.
    """
    proven_actor(actor)
    check_been(on, now)
    with transaction.atomic():
        claim = _locked(actor, case, claim_id)
        if claim.status == status:
            if claim.status_on != on:
                raise NotNow(_("Iemand legde dit net vast, met een andere dag. Er is niets veranderd."))
            return
        if not may_become(Status(claim.status), status):
            raise NotNow(_("Dit kan nu niet meer. Er is niets veranderd."))
        _become(actor, claim, status, on)


def _locked(actor: Actor, case: Case, claim_id: UUID) -> Claim:
    """A claim that nobody else changes until the transaction ends."""
    there = Claim.objects.visible_to(actor).filter(case_id=case.id, taken_back_at__isnull=True)
    found: Claim = there.select_for_update().get(id=claim_id)
    return found


def _become(actor: Actor, claim: Claim, status: Status, on: date) -> None:
    Claim.objects.visible_to(actor).filter(id=claim.id).update(status=status, status_on=on)


def _say(actor: Actor, now: datetime, case: Case, claim_id: UUID, said: Said, made: UUID) -> UUID:
    answer = Answer.UNKNOWN if said.answer is Answer.AMOUNT and said.amount is None else said.answer
    Statement.objects.bulk_create(
        [
            Statement(
                id=made,
                **of_case(actor, now, case),
                **documented(said.document),
                claim_id=claim_id,
                since=said.on,
                by=said.by,
                answer=answer,
                amount=said.amount if answer is Answer.AMOUNT else None,
            )
        ],
        ignore_conflicts=True,
    )
    return made
