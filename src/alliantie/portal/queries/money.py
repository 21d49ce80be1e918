"""The client's own money, as the worker recorded it: only what names the client."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alliantie.access.identity import Actor
from alliantie.cases.models import Case
from alliantie.cases.queries import practice_of
from alliantie.money.queries import Money, money_of
from alliantie.portal.queries.cases import cases_of, one_address


@dataclass(frozen=True, slots=True)
class Helper:
    """Whom to tell when something is not right."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class OwnMoney:
    """What the client sees about money, over every running case that has it; `case_ids` is empty without one."""

    address: str
    case_ids: tuple[UUID, ...]
    helpers: tuple[Helper, ...]
    money: Money


def with_money(cases: list[Case]) -> list[Case]:
    """The running cases of a practice that has money. Costs no query."""
    return [case for case in cases if case.closed_on is None and practice_of(case).money]


def own_money(actor: Actor, today: date) -> OwnMoney:
    """The client's own money as it stands today. Five queries."""
    cases = cases_of(actor)
    here = with_money(cases)
    ids = tuple(case.id for case in here)
    helpers = dict.fromkeys(Helper(case.worker.given_name, case.worker.phone) for case in here)
    running = [case for case in cases if case.closed_on is None]
    return OwnMoney(one_address(running), ids, tuple(helpers), money_of(actor, ids, today))
