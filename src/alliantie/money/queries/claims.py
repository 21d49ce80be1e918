"""Reading claims, with everything that was said of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case
from alliantie.money.models import Claim, Creditor, Statement
from alliantie.money.models.claim import Answer, By
from alliantie.money.rules import Owed, standing
from alliantie.money.states import OPEN, Status


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was said of a claim. `taken_back` counts no more."""

    id: UUID
    since: date
    by: By
    answer: Answer
    amount: Decimal | None
    document: str
    documented_on: date | None
    recorded_by: UUID
    recorded_at: datetime
    taken_back: bool

    @property
    def about_amount(self) -> bool:
        """Whether it says how much the claim is, or that nobody knows."""
        return not self.taken_back and self.answer in (Answer.AMOUNT, Answer.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ClaimHere:
    """A claim as it stands on a day, with all that was said of it, newest first."""

    id: UUID
    case_id: UUID
    client_ids: tuple[UUID, ...]
    creditor: Creditor
    kind: str
    reference: str
    since: date | None
    status: Status
    status_on: date
    told: tuple[Told, ...]
    now: Told | None
    """What says how much it is."""

    @property
    def amount(self) -> Decimal | None:
        """How much it is, as far as anybody said."""
        return self.now.amount if self.now else None

    @property
    def open(self) -> bool:
        """Whether it counts in what is owed."""
        return self.status in OPEN

    @property
    def owed(self) -> Owed:
        """As the sums need it."""
        return Owed(self.creditor.name, self.amount, self.status)


def claims_of(actor: Actor, case_ids: Iterable[UUID], day: date) -> tuple[ClaimHere, ...]:
    """The claims of cases as they stand on a day: open ones first, largest first. One query."""
    found = _claims(actor, Q(case_id__in=list(case_ids)), day)
    return tuple(sorted(found, key=lambda each: (not each.open, -(each.amount or 0), each.creditor.name_key, each.id)))


def claim_with(actor: Actor, case: Case, claim_id: UUID, day: date) -> ClaimHere:
    """One claim of a case. One query. Raises Claim.DoesNotExist, also for one that was taken back."""
    found = _claims(actor, Q(case_id=case.id, claim_id=claim_id), day)
    if not found:
        raise Claim.DoesNotExist
    return found[0]


def _claims(actor: Actor, where: Q, day: date) -> list[ClaimHere]:
    said = Statement.objects.visible_to(actor).filter(where, claim__taken_back_at__isnull=True)
    by_claim: dict[UUID, list[Statement]] = {}
    for each in said.select_related("claim__creditor").order_by("-since", "-recorded_at", "id"):
        by_claim.setdefault(each.claim_id, []).append(each)
    return [_claim(each[0].claim, tuple(map(_told, each)), day) for each in by_claim.values()]


def _claim(claim: Claim, told: tuple[Told, ...], day: date) -> ClaimHere:
    return ClaimHere(
        claim.id,
        claim.case_id,
        tuple(claim.client_ids),
        claim.creditor,
        claim.kind,
        claim.reference,
        claim.since,
        Status(claim.status),
        claim.status_on,
        told,
        standing(told, day, where=lambda each: each.about_amount),
    )


def _told(said: Statement) -> Told:
    return Told(
        said.id,
        said.since,
        By(said.by),
        Answer(said.answer),
        said.amount,
        said.document,
        said.documented_on,
        said.recorded_by,
        said.recorded_at,
        said.taken_back_at is not None,
    )


def creditors_to_choose(actor: Actor, case: Case) -> tuple[Creditor, ...]:
    """The creditors a claim in this case can be of, by name: those of the area, and people of this case. One query."""
    proven_actor(actor)
    found = Creditor.objects.filter(Q(case_id__isnull=True) | Q(case_id=case.id), area_id=case.area_id)
    return tuple(found.order_by("name_key", "id"))
