"""The money of a case for tests, recorded by the operations of everyday use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from alliantie import clock
from alliantie.access.identity import Actor, acting
from alliantie.cases.queries import get_case
from alliantie.money import operations
from alliantie.money.models import Claim, Deadline
from alliantie.money.models.claim import By
from alliantie.money.operations import NO_PAPER_YET, Counted, Document, NewClaim, NewLine, Said
from alliantie.money.queries import Money, money_of
from alliantie.money.rules import Per, Sort
from tests.worlds import CaseWorld, World

LETTER = Document("Brief", date(2026, 1, 5))
COUPLE = (("Chantal", "Bos"), ("Remco", "Bos"))


def indebted(names: tuple[tuple[str, str], ...] = (("Chantal", "Bos"),), world: World | None = None) -> CaseWorld:
    """A case of debt services in Zeist."""
    return (world or World.make()).case("nl-debt-zeist", names=names)


def done(case: CaseWorld, operation_name: str, /, *, by: Actor | None = None, **arguments: Any) -> Any:
    """What an operation of the money of this case gives, done by its worker (or someone else)."""
    with acting(by or case.worker) as actor:
        here = get_case(actor, case.case_id)
        operation = getattr(operations, operation_name)
        if "now" in operation.__annotations__:
            arguments.setdefault("now", clock.now())
        return operation(actor=actor, case=here, **arguments)


def creditor(case: CaseWorld, name: str = "Vitens", **more: Any) -> UUID:
    """A creditor that can be chosen in this case."""
    made: UUID = done(case, "add_creditor", name=name, **more)
    return made


def claim(
    case: CaseWorld,
    amount: str | None = "100.00",
    *,
    of: str = "Vitens",
    whose: tuple[int, ...] = (0,),
    by: By = By.CLIENT,
    token: UUID | None = None,
    **more: Any,
) -> UUID:
    """A claim on some of the people of a case."""
    new = NewClaim(
        creditor(case, of),
        [case.client_ids[each] for each in whose],
        more.pop("kind", Claim.Kind.WATER),
        Said(by, clock.today(), Decimal(amount) if amount else None, document=NO_PAPER_YET),
        **more,
    )
    made: UUID = done(case, "add_claim", claim=new, token=token or uuid4())
    return made


def line(
    case: CaseWorld,
    amount: str = "100.00",
    sort: Sort = Sort.INCOME,
    *,
    name: str = "Loon",
    whose: tuple[int, ...] = (0,),
    per: Per = Per.MONTH,
    since: date | None = None,
    document: Document = LETTER,
    **more: Any,
) -> UUID:
    """A line of the budget."""
    counted = Counted(Decimal(amount), per, since or clock.today(), document)
    people = [case.client_ids[each] for each in whose]
    made: UUID = done(case, "add_line", line=NewLine(sort, name, people, counted, **more), token=uuid4())
    return made


def papers(case: CaseWorld, *names: str, whose: tuple[int, ...] = (0,)) -> None:
    """Papers somebody is asked for."""
    people = [case.client_ids[each] for each in whose]
    done(case, "ask_papers", names=names, client_ids=people, on=clock.today(), token=uuid4())


def deadline(
    case: CaseWorld, on: date, kind: Deadline.Kind = Deadline.Kind.EVICTION, whose: tuple[int, ...] = (0,)
) -> UUID:
    """A day on which a home or a supply is lost."""
    people = [case.client_ids[each] for each in whose]
    made: UUID = done(case, "add_deadline", kind=kind, on=on, client_ids=people, document=LETTER, token=uuid4())
    return made


def seen(case: CaseWorld, actor: Actor | None = None) -> Money:
    """The money of the case as someone sees it today."""
    with acting(actor or case.worker) as who:
        return money_of(who, [case.case_id], clock.today())
