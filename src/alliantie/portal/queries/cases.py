"""The client's cases, and how to speak to the client."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Subquery

from alliantie.access.identity import Actor
from alliantie.cases.models import Case
from alliantie.cases.queries import practice_of
from alliantie.cases.queries.cases import is_readable


def address_of(actor: Actor) -> str:
    """How to speak to the client on a page that is of no one practice. One query."""
    return one_address(case for case in cases_of(actor) if case.closed_on is None)


def one_address(cases: Iterable[Case]) -> str:
    """As all the practices do, else formally."""
    return as_all_say(practice_of(case).address for case in cases)


def as_all_say(addresses: Iterable[str]) -> str:
    """The one way of speaking, else the formal one."""
    ways = set(addresses)
    return ways.pop() if len(ways) == 1 else "u"


def cases_of(actor: Actor, **told: Subquery) -> list[Case]:
    """The client's cases, newest first, with worker, team and organisation, and what else is to be told. One query.

    Without those whose practice cannot be read.
    """
    return [case for case in all_cases_of(actor, **told) if is_readable(case)]


def all_cases_of(actor: Actor, **told: Subquery) -> list[Case]:
    """The same, with those whose practice cannot be read. One query."""
    found = Case.objects.visible_to(actor).select_related("worker", "team", "organisation")
    return list(found.annotate(**told).order_by("-opened_on", "id"))
