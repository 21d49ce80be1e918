"""What the figures of a case add up to: exact, in cents, each total with what it is the sum of.

Nothing here says what somebody may keep or has to pay: the exempt income is entered as others computed it, and no
percentage of a fine is ever made into money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from alliantie.money.states import OPEN, Status


class Per(StrEnum):
    """How often an amount comes or goes. What comes once counts in no month."""

    WEEK = "week"
    FOUR_WEEKS = "four_weeks"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ONCE = "once"


class Sort(StrEnum):
    """What a line of the budget is."""

    INCOME = "income"
    ALLOWANCE = "allowance"
    COST = "cost"
    ATTACHMENT = "attachment"
    EXEMPT = "exempt"


A_MONTH: dict[Per, tuple[int, int]] = {
    Per.WEEK: (52, 12),
    Per.FOUR_WEEKS: (13, 12),
    Per.MONTH: (1, 1),
    Per.QUARTER: (1, 3),
    Per.YEAR: (1, 12),
}
"""The rule that makes a month of each: times the first, divided by the second."""

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the amounts a total is the sum of. `of` and `per` are the figure it was converted from."""

    label: str
    amount: Decimal
    of: Decimal
    per: Per = Per.ONCE


@dataclass(frozen=True, slots=True)
class Total:
    """An amount, and what it is the sum of."""

    amount: Decimal
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the budget as it stands on a day: what it is, and the amount that counts then."""

    sort: Sort
    label: str
    amount: Decimal
    per: Per


@dataclass(frozen=True, slots=True)
class Budget:
    """A month of money. `left` is income and allowances less costs; `after` is what attachments leave of that."""

    income: Total
    allowances: Total
    costs: Total
    left: Decimal
    attached: Total
    after: Decimal


@dataclass(frozen=True, slots=True)
class Owed:
    """A claim as it stands: who asks, how much as far as anybody said, and how far it is."""

    creditor: str
    amount: Decimal | None
    status: Status


@dataclass(frozen=True, slots=True)
class Debts:
    """All that is owed: per creditor, how much of it is disputed, and of how many claims nobody knows the amount."""

    total: Decimal
    creditors: tuple[Total, ...]
    disputed: Decimal
    unknown: int


class Dated(Protocol):
    """Something that holds from a day on, recorded at a moment."""

    @property
    def since(self) -> date: ...
    @property
    def recorded_at(self) -> datetime: ...


D = TypeVar("D", bound=Dated)


def standing(found: Iterable[D], day: date, *, where: Callable[[D], bool] = lambda _each: True) -> D | None:
    """The one that holds on a day: the latest that has begun, and of one day the last recorded. None when none has."""
    begun = [each for each in found if each.since <= day and where(each)]
    return max(begun, key=lambda each: (each.since, each.recorded_at), default=None)


def monthly(amount: Decimal, per: Per) -> Decimal:
    """An amount made into one for a month, to the cent, halves up. Raises KeyError for what comes once."""
    times, by = A_MONTH[per]
    cents = int(amount.scaleb(2))
    return Decimal((2 * cents * times + by) // (2 * by)).scaleb(-2)


def summed(parts: Iterable[Part]) -> Total:
    """The total of parts that are rounded already, so that it is the sum of what one reads."""
    kept = tuple(parts)
    return Total(sum((part.amount for part in kept), NOTHING), kept)


def month(entries: Iterable[Entry]) -> Budget:
    """A month of money. The exempt income and what comes once count in none of it."""
    there = [entry for entry in entries if entry.per is not Per.ONCE]

    def of(sort: Sort) -> Total:
        return summed(
            Part(entry.label, monthly(entry.amount, entry.per), entry.amount, entry.per)
            for entry in there
            if entry.sort is sort
        )

    income, allowances, costs, attached = map(of, (Sort.INCOME, Sort.ALLOWANCE, Sort.COST, Sort.ATTACHMENT))
    left = income.amount + allowances.amount - costs.amount
    return Budget(income, allowances, costs, left, attached, left - attached.amount)


def debts(claims: Iterable[Owed]) -> Debts:
    """What is owed in all and to each creditor, largest first. Settled and written off claims count no more."""
    running = [claim for claim in claims if claim.status in OPEN]
    by_creditor: dict[str, list[Part]] = {}
    for claim in running:
        amount = claim.amount if claim.amount is not None else NOTHING
        by_creditor.setdefault(claim.creditor, []).append(Part(claim.creditor, amount, amount))
    creditors = sorted(map(summed, by_creditor.values()), key=lambda each: (-each.amount, each.parts[0].label))
    disputed = (claim.amount or NOTHING for claim in running if claim.status is Status.DISPUTED)
    return Debts(
        sum((each.amount for each in creditors), NOTHING),
        tuple(creditors),
        sum(disputed, NOTHING),
        sum(claim.amount is None for claim in running),
    )
