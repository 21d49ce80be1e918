"""Gives a case some money: debts, a month, papers, and for the first person of a practice a day that threatens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.models import Case
from alliantie.cases.queries import get_case, practice_of
from alliantie.demo.days import workday
from alliantie.money import operations
from alliantie.money.letters import Contact, contacts_of
from alliantie.money.models import Claim, Deadline
from alliantie.money.models.claim import By
from alliantie.money.operations import NO_PAPER_YET, Counted, Document, NewClaim, NewLine, Said
from alliantie.money.rules import Per, Sort

_Kind = Claim.Kind
# Who asks, for what, how much the client says and the creditor, and what it is called there.
DEBTS: tuple[tuple[str, Claim.Kind, str | None, str | None, str], ...] = (
    ("Woningstichting Voorbeeldhuis", _Kind.RENT, "1900.00", "2148.60", "HU-2201"),
    ("Voorbeeldstroom", _Kind.ENERGY, "400.00", None, ""),
    ("Waterbedrijf Voorbeeldbron", _Kind.WATER, None, "188.24", "W 41.220"),
    ("Webwinkel Voorbeeldmode", _Kind.SHOP, "250.00", "311.05", "KL-90817"),
)
MONTH: tuple[tuple[Sort, str, str, Per, str], ...] = (
    (Sort.INCOME, "Loon", "412.50", Per.WEEK, "Loonstrook"),
    (Sort.ALLOWANCE, "Zorgtoeslag", "123.00", Per.MONTH, "Beschikking zorgtoeslag"),
    (Sort.COST, "Huur", "648.15", Per.MONTH, "Huurcontract"),
    (Sort.COST, "Zorgverzekering", "156.50", Per.MONTH, "Polis"),
    (Sort.COST, "Waterschap", "318.00", Per.YEAR, "Aanslag"),
    (Sort.EXEMPT, "Vtlb", "1486.00", Per.MONTH, "Vtlb-berekening"),
)
PAPERS = ("Bankafschriften van drie maanden", "Huurcontract", "Loonstroken van drie maanden")


def record_debts(worker: Actor, case_id: UUID, client_ids: Sequence[UUID], now: datetime, *, threatened: bool) -> None:
    """Record money for everyone in a case, as its worker. `threatened`: a day of eviction, and an allowance to come."""
    with acting(worker):
        case, today = get_case(worker, case_id), clock.day_of(now)
        claims = [_claim(worker, case, client_ids, now, debt) for debt in DEBTS]
        for sort, name, amount, per, paper in MONTH:
            document = Document(paper, _ago(today, 40))
            counted = Counted(Decimal(amount), per, _ago(today, 90), document)
            granted = _ago(today, 60) if sort is Sort.ALLOWANCE else None
            line = NewLine(sort, name, client_ids, counted, granted_on=granted)
            operations.add_line(actor=worker, now=now, case=case, line=line, token=uuid4())
        operations.ask_papers(
            actor=worker, now=now, case=case, names=PAPERS, client_ids=client_ids, on=_ago(today, 21), token=uuid4()
        )
        if threatened:
            _threaten(worker, case, client_ids, now, claims)


def _claim(
    worker: Actor,
    case: Case,
    client_ids: Sequence[UUID],
    now: datetime,
    debt: tuple[str, Claim.Kind, str | None, str | None, str],
) -> UUID:
    name, kind, told, confirmed, reference = debt
    today = clock.day_of(now)
    creditor_id = operations.add_creditor(actor=worker, now=now, case=case, name=name)
    said = Said(By.CLIENT, _ago(today, 30), Decimal(told) if told else None, document=NO_PAPER_YET)
    new = NewClaim(creditor_id, client_ids, kind, said, reference, _ago(today, 300))
    made = operations.add_claim(actor=worker, now=now, case=case, claim=new, token=uuid4())
    if confirmed:
        letter = Document(f"Brief van {name}", _ago(today, 12))
        answer = Said(By.CREDITOR, _ago(today, 10), Decimal(confirmed), document=letter)
        operations.record_statement(
            actor=worker, now=now + timedelta(minutes=1), case=case, claim_id=made, said=answer, token=uuid4()
        )
    return made


def _threaten(worker: Actor, case: Case, client_ids: Sequence[UUID], now: datetime, claims: Sequence[UUID]) -> None:
    today = clock.day_of(now)
    counted = Counted(Decimal("286.00"), Per.MONTH, today, NO_PAPER_YET)
    applied = NewLine(Sort.ALLOWANCE, "Huurtoeslag", client_ids, counted, applied_on=_ago(today, 9))
    operations.add_line(actor=worker, now=now, case=case, line=applied, token=uuid4())
    operations.add_deadline(
        actor=worker,
        now=now,
        case=case,
        kind=Deadline.Kind.EVICTION,
        on=today + timedelta(days=12),
        client_ids=client_ids,
        document=Document("Brief van de deurwaarder", _ago(today, 5)),
        token=uuid4(),
    )
    contacts = contacts_of(practice_of(case))
    if Contact.LETTER in contacts:
        operations.letters_sent(
            actor=worker, now=now, case=case, claim_ids=claims, step="inventory", on=workday(15, today), token=uuid4()
        )


def _ago(today: date, days: int) -> date:
    return today - timedelta(days=days)
