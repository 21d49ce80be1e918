"""Reading claims, with everything that was said of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q
from django.utils import translation

from alliantie.access.identity import Actor, proven_actor
from alliantie.cases.models import Case
from alliantie.money import words
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
    called: str
    """What it is called among the debts of this creditor in this case, as `names_of` gives it."""
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
    found = _claims(actor, case_ids, day)
    return tuple(sorted(found, key=lambda each: (not each.open, -(each.amount or 0), each.creditor.name_key, each.id)))


def claim_with(actor: Actor, case: Case, claim_id: UUID, day: date) -> ClaimHere:
    """One claim of a case. One query. Raises Claim.DoesNotExist, also for one that was taken back."""
    found = next((each for each in _claims(actor, [case.id], day) if each.id == claim_id), None)
    if found is None:
        raise Claim.DoesNotExist
    return found


def names_of(claims: Iterable[Claim]) -> dict[UUID, str]:
    """What to call each of these claims among those of its creditor in its case: its reference, else what it is for.

    Contact with creditors is recorded by that name, in Dutch as the letters are. So that it never changes, give all
    claims of the case, also those taken back: of two that would be called the same the later one gets a number.
    """
    named, used = {}, Counter[tuple[UUID, UUID, str]]()
    for claim in sorted(claims, key=lambda each: (each.recorded_at, each.id)):
        with translation.override("nl"):
            name = " ".join(claim.reference.split()) or words.kind(claim.kind).lower()
        used[claim.case_id, claim.creditor_id, name] += 1
        count = used[claim.case_id, claim.creditor_id, name]
        named[claim.id] = name if count == 1 else f"{name} ({count})"
    return named


def _claims(actor: Actor, case_ids: Iterable[UUID], day: date) -> list[ClaimHere]:
    said = Statement.objects.visible_to(actor).filter(case_id__in=list(case_ids))
    by_claim: dict[UUID, list[Statement]] = {}
    for each in said.select_related("claim__creditor").order_by("-since", "-recorded_at", "id"):
        by_claim.setdefault(each.claim_id, []).append(each)
    names = names_of(each[0].claim for each in by_claim.values())
    return [
        _claim(claim, names[claim.id], tuple(map(_told, each)), day)
        for each in by_claim.values()
        if (claim := each[0].claim).taken_back_at is None
    ]


def _claim(claim: Claim, called: str, told: tuple[Told, ...], day: date) -> ClaimHere:
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
        called,
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
