"""The client's cases, and how to speak to the client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Subquery
from django.utils.translation import gettext as _

from alliantie.access.identity import Actor
from alliantie.cases.models import Case
from alliantie.cases.queries import practice_of
from alliantie.cases.queries.cases import is_readable, running_measures


def address_of(actor: Actor) -> str:
    """How to speak to the client on a page that is of no one practice. One query."""
    return one_address(running_cases(actor))


def running_cases(actor: Actor) -> list[Case]:
    """The client's cases that were not closed, newest first. One query."""
    return [case for case in cases_of(actor) if case.closed_on is None]


def one_address(cases: Iterable[Case]) -> str:
    """As all the practices do, else formally."""
    return as_all_say(practice_of(case).address for case in cases)


def as_all_say(addresses: Iterable[str]) -> str:
    """The one way of speaking, else the formal one."""
    ways = set(addresses)
    return ways.pop() if len(ways) == 1 else "u"


def worker_word(cases: Iterable[Case], language: str) -> str:
    """What the practices of these cases call the client's worker: the one word, else a word for every practice."""
    words = {practice_of(case).words.professional.one(language) for case in cases}
    return words.pop() if len(words) == 1 else _("begeleider")


def plan_for(actor: Actor, cases: Sequence[Case]) -> bool:
    """Whether a plan is made with the client in one of these cases. One query, where a practice says under what."""
    if any(not practice_of(case).words.plan.measures for case in cases):
        return True
    running = running_measures(actor, [case.id for case in cases], client_id=actor.me) if cases else {}
    return any(practice_of(case).plans_under(running.get(case.id, [])) for case in cases)


def cases_of(actor: Actor, **told: Subquery) -> list[Case]:
    """The client's cases, newest first, with worker, team and organisation, and what else is to be told. One query.

    Without those whose practice cannot be read.
    """
    return [case for case in all_cases_of(actor, **told) if is_readable(case)]


def all_cases_of(actor: Actor, **told: Subquery) -> list[Case]:
    """The same, with those whose practice cannot be read. One query."""
    found = Case.objects.visible_to(actor).select_related("worker", "team", "organisation")
    return list(found.annotate(**told).order_by("-opened_on", "id"))
