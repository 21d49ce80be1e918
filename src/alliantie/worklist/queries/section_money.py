"""The money of a case in words, for who may read that section of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _

from alliantie.cases.models import SharedPart
from alliantie.cases.sharing_told import Said
from alliantie.money import words as money
from alliantie.money.rules import Per, Sort
from alliantie.web.euros import euros_in_words
from alliantie.worklist.queries.section_rows import Telling, Told, as_day

Shared = SharedPart.Sort
Parts = Iterator[tuple[str, list[Said]]]


def money_in_words(here: Telling) -> Parts:
    """What threatens, debts, the budget, and the papers that are missing."""
    creditors = {each["id"]: each["name"] for each in here.read("money", "money_creditor")}
    yield (
        _("Wat dreigt"),
        [
            Said(money.threat(told["kind"]), here.line(told, here.day(told["on"])))
            for told in sorted(here.read("money", "money_deadline"), key=lambda each: each["on"])
            if told["over_on"] is None
        ],
    )
    amounts = here.newest("money_statement", "claim_id")
    yield (
        _("Schulden"),
        [
            here.shared(
                Shared.CLAIM,
                {
                    "creditor": creditors[told["creditor_id"]],
                    "reference": told["reference"],
                    "status": told["status"],
                    "amount": str(amounts[told["id"]]["amount"]) if told["id"] in amounts else None,
                    "client_ids": told["client_ids"],
                },
            )
            for told in sorted(here.read("money", "money_claim"), key=lambda each: creditors[each["creditor_id"]])
        ],
    )
    yield from _budget(here, creditors)
    yield (
        _("Papieren die nog moeten komen"),
        [
            Said(told["name"], here.line(told, _("gevraagd op %(day)s") % {"day": here.day(told["asked_on"])}))
            for told in here.read("money", "money_paper")
            if told["in_on"] is None
        ],
    )


def _budget(here: Telling, creditors: dict[str, str]) -> Parts:
    figures = here.newest("money_figure", "line_id")
    runs = [
        told
        for told in here.read("money", "money_line")
        if told["ends_on"] is None or as_day(told["ends_on"]) > here.today
    ]
    order = list(Sort)
    runs.sort(key=lambda each: (order.index(Sort(each["sort"])), each["name"]))
    for sort, lines in groupby(runs, key=lambda each: Sort(each["sort"])):
        yield money.sort(sort), [_budget_line(here, told, figures.get(told["id"]), creditors) for told in lines]


def _budget_line(here: Telling, told: Told, figure: Told | None, creditors: dict[str, str]) -> Said:
    much = ""
    if figure is not None:
        amount = euros_in_words(Decimal(str(figure["amount"])), here.language)
        much = f"{amount} {money.per(Per(figure['per']))}"
    asked = _("nog niet toegekend") if told["sort"] == Sort.ALLOWANCE and told["granted_on"] is None else ""
    return Said(told["name"], here.line(told, much, creditors.get(told["creditor_id"] or "", ""), asked))
