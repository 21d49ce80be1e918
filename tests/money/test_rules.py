"""Sums of money: exact to the cent, the sum of what one reads, whatever the order, and only of what counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pytest

from alliantie.money.amounts import NoAmountError, read_euros
from alliantie.money.rules import A_MONTH, Entry, Owed, Part, Per, Sort, debts, month, monthly, standing, summed
from alliantie.money.states import OPEN, TRANSITIONS, Status, diagram, may_become

DAY = date(2026, 3, 10)


def amount(dice: Random, most: int = 10_000_000) -> Decimal:
    return Decimal(dice.randrange(most)).scaleb(-2)


def entries(dice: Random) -> list[Entry]:
    return [
        Entry(dice.choice(list(Sort)), f"line {number}", amount(dice), dice.choice(list(Per)))
        for number in range(dice.randrange(30))
    ]


def claims(dice: Random) -> list[Owed]:
    return [
        Owed(dice.choice("ABCDE"), dice.choice([None, amount(dice)]), dice.choice(list(Status)))
        for _each in range(dice.randrange(40))
    ]


@pytest.mark.parametrize(
    ("told", "per", "a_month"),
    [
        ("100.00", Per.WEEK, "433.33"),
        ("100.00", Per.FOUR_WEEKS, "108.33"),
        ("100.00", Per.MONTH, "100.00"),
        ("100.00", Per.QUARTER, "33.33"),
        ("100.00", Per.YEAR, "8.33"),
        ("0.01", Per.QUARTER, "0.00"),
        ("0.02", Per.QUARTER, "0.01"),
        ("0.06", Per.YEAR, "0.01"),
        ("0.05", Per.YEAR, "0.00"),
        ("99999999.99", Per.WEEK, "433333333.29"),
        ("0.00", Per.WEEK, "0.00"),
    ],
)
def test_an_amount_becomes_one_a_month_by_its_rule(told: str, per: Per, a_month: str) -> None:
    found = monthly(Decimal(told), per)
    assert found == Decimal(a_month)
    assert found.as_tuple().exponent == -2


def test_a_month_is_the_nearest_cent_of_the_exact_amount_halves_up() -> None:
    dice = Random(1)
    for _each in range(2000):
        told, (per, (times, by)) = amount(dice), dice.choice(list(A_MONTH.items()))
        exact = Fraction(told) * times / by
        assert abs(Fraction(monthly(told, per)) - exact) <= Fraction(1, 200)
        assert monthly(told, per) == Decimal(exact.numerator * 10**30 // exact.denominator).scaleb(-30).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )


def test_what_comes_once_is_no_amount_a_month() -> None:
    with pytest.raises(KeyError):
        monthly(Decimal("100.00"), Per.ONCE)
    assert month([Entry(Sort.INCOME, "gift", Decimal("100.00"), Per.ONCE)]).income.amount == 0


def test_every_total_is_the_sum_of_the_parts_one_reads() -> None:
    for seed in range(300):
        dice = Random(seed)
        told = entries(dice)
        budget = month(told)
        for total in (budget.income, budget.allowances, budget.costs, budget.attached):
            assert total.amount == sum((part.amount for part in total.parts), Decimal())
            assert all(part.amount == monthly(part.of, part.per) for part in total.parts)
        assert budget.left == budget.income.amount + budget.allowances.amount - budget.costs.amount
        assert budget.after == budget.left - budget.attached.amount
        counted = [each for each in told if each.per is not Per.ONCE and each.sort is not Sort.EXEMPT]
        shown = (budget.income, budget.allowances, budget.costs, budget.attached)
        assert sum(len(total.parts) for total in shown) == len(counted)


def test_the_order_of_recording_changes_no_total() -> None:
    for seed in range(200):
        dice = Random(seed)
        lines, owed = entries(dice), claims(dice)
        before, owed_before = month(lines), debts(owed)
        dice.shuffle(lines)
        dice.shuffle(owed)
        after, owed_after = month(lines), debts(owed)
        assert (before.left, before.after) == (after.left, after.after)
        assert owed_before.total == owed_after.total
        assert {each.parts[0].label: each.amount for each in owed_before.creditors} == {
            each.parts[0].label: each.amount for each in owed_after.creditors
        }


def test_the_exempt_income_counts_in_no_total() -> None:
    budget = month([Entry(Sort.EXEMPT, "vtlb", Decimal("1500.00"), Per.MONTH)])
    assert budget.left == budget.after == 0


def test_what_is_owed_is_the_sum_per_creditor_of_claims_that_still_run() -> None:
    for seed in range(300):
        told = claims(Random(seed))
        found = debts(told)
        running = [each for each in told if each.status in OPEN]
        assert found.total == sum((each.amount or Decimal() for each in running), Decimal())
        assert found.total == sum((each.amount for each in found.creditors), Decimal())
        assert found.unknown == len([each for each in running if each.amount is None])
        assert found.disputed <= found.total
        assert [each.amount for each in found.creditors] == sorted(
            (each.amount for each in found.creditors), reverse=True
        )


def test_paid_and_written_off_claims_are_owed_no_more() -> None:
    for status in (Status.SETTLED, Status.WRITTEN_OFF):
        assert debts([Owed("A", Decimal("100.00"), status)]).creditors == ()


def test_nothing_adds_up_to_nothing() -> None:
    assert summed([]).amount == Decimal("0.00")
    assert debts([]).total == month([]).left == 0
    assert summed([Part("a", Decimal("0.10"), Decimal("0.10"))] * 3).amount == Decimal("0.30")


@dataclass(frozen=True)
class Figure:
    since: date
    recorded_at: datetime
    taken_back: bool = False


def test_the_latest_figure_that_has_begun_holds_and_of_one_day_the_last_recorded() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    first, later, corrected, coming = (
        Figure(DAY - timedelta(days=9), at),
        Figure(DAY, at),
        Figure(DAY, at + timedelta(hours=1)),
        Figure(DAY + timedelta(days=1), at),
    )
    assert standing([coming, corrected, first, later], DAY) is corrected
    assert standing([coming, first], DAY) is first
    assert standing([coming], DAY) is None
    assert standing([first, Figure(DAY, at, taken_back=True)], DAY, where=lambda each: not each.taken_back) is first


def test_a_later_figure_never_changes_an_earlier_day() -> None:
    for seed in range(200):
        dice = Random(seed)
        at = datetime(2026, 1, 1, tzinfo=UTC)
        told = [
            Figure(DAY + timedelta(days=dice.randrange(-50, 50)), at + timedelta(seconds=number))
            for number in range(dice.randrange(1, 12))
        ]
        new = Figure(DAY + timedelta(days=dice.randrange(-50, 50)), at + timedelta(days=1))
        for days in range(-60, 60, 7):
            day = DAY + timedelta(days=days)
            if day < new.since:
                assert standing([*told, new], day) == standing(told, day)


@pytest.mark.parametrize(
    ("typed", "euros"),
    [
        ("1.234,56", "1234.56"), ("1234,56", "1234.56"), ("€ 1.234,56", "1234.56"), ("12,5", "12.50"), ("12", "12.00"),
        ("12.50", "12.50"), ("1.234", "1234.00"), ("1.234.567", "1234567.00"), ("0,01", "0.01"), ("12,-", "12.00"),
        (" 12,00 ", "12.00"), ("0", "0.00"), ("99.999.999,99", "99999999.99"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(typed: str, euros: str) -> None:
    assert read_euros(typed) == Decimal(euros)


@pytest.mark.parametrize(
    "typed",
    ["", "x", "-5", "1,234", "1,2,3", "1.2.3", "12,345", "1e5", "NaN", "١٢", "100000000", "9" * 5000, "0" * 30 + "1"],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(NoAmountError):
        read_euros(typed)


def test_a_claim_goes_only_where_its_states_say() -> None:
    assert may_become(Status.KNOWN, Status.ASKED)
    assert not may_become(Status.KNOWN, Status.IN_ARRANGEMENT)
    assert not may_become(Status.SETTLED, Status.ASKED)
    assert set(TRANSITIONS) == set(Status)
    assert not any(status in following for status, following in TRANSITIONS.items())
    # Nothing is lost for good: whatever was ended can be opened again.
    assert all(following for following in TRANSITIONS.values())
    assert "known --> asked" in diagram()
