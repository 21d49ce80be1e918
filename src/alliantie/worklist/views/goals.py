"""The plan of a case: its versions, and beginning the next one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases import operations
from alliantie.cases.models import Case, Plan
from alliantie.cases.queries import (
    Person,
    PlanHere,
    current,
    get_plan,
    measures_now,
    people_of,
    plans_of,
    practice_of,
)
from alliantie.cases.told import capital
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, in_practice, page

EVERYONE = "everyone"


def to_goals(name: str, here: Case, plan_id: UUID | None = None, **told: object) -> HttpResponse:
    """Another page around the plan, which tells what was just saved."""
    address = reverse(name, kwargs={"case_id": here.id, **({"plan_id": plan_id} if plan_id else {})})
    return HttpResponseRedirect(f"{address}?{urlencode(told)}" if told else address)


def found_plan(request: HttpRequest, here: Case, plan_id: UUID, *, agreed: bool | None = None) -> PlanHere:
    """A version in this case; with `agreed` only one that stands, or only a draft."""
    try:
        found = get_plan(actor_of(request), plan_id, here.id)
    except Plan.DoesNotExist as error:
        raise Http404 from error
    if agreed not in (None, found.is_agreed):
        raise Http404
    return found


def word_of(here: Case) -> str:
    """What the practice calls a plan."""
    practice, spoken = in_practice(here)
    return capital(practice.words.plan.one(spoken))


def readers_of(people: tuple[Person, ...], found: PlanHere) -> tuple[Person, ...]:
    """The people of the case whose plan it is."""
    return tuple(person for person in people if found.plan.client_id in (None, person.client_id))


@require_safe
@case_view()
def goals(request: HttpRequest, here: Case) -> HttpResponse:
    """The plan as it stands for each, the draft, and the versions before."""
    actor = actor_of(request)
    people, plans = people_of(actor, here, noted="case"), plans_of(actor, here.id)
    standing = current(plans)
    drafts = tuple(each for each in plans if each.is_draft)
    have = {each.plan.client_id for each in (*standing, *drafts)}
    makes = _makes_plan(actor, here)
    whose = _without_plan(people, have) if makes else []
    return page(
        request,
        "goals.html",
        case=here,
        word=word_of(here),
        people=people,
        names=joined([person.given_name for person in people]),
        standing=standing,
        drafts=drafts,
        drafted={each.plan.client_id for each in drafts},
        before=tuple(each for each in plans if not each.is_draft and each not in standing),
        whose_new=whose,
        makes_plan=makes,
        saved=request.GET.get("saved", ""),
    )


def _makes_plan(actor: Actor, here: Case) -> bool:
    """Whether a plan is made with somebody in this case now. One query where the practice says under which measures."""
    practice = practice_of(here)
    return not practice.words.plan.measures or practice.plans_under(measures_now(actor, here))


def _without_plan(people: Sequence[Person], have: Collection[UUID | None]) -> list[tuple[str, str]]:
    """For whom a plan can begin, with how each is called: also for everyone together, where there are several."""
    each_own = [(str(each.client_id), each.given_name) for each in people if each.client_id not in have]
    together = [(EVERYONE, _("Iedereen"))] if len(people) > 1 and None not in have else []
    return [*together, *each_own]


@require_POST
@case_view()
def start(request: HttpRequest, here: Case) -> HttpResponse:
    """Begin a draft: the first one, or a change of the one that stands."""
    actor = actor_of(request)
    whose = request.POST.get("whose", "")
    if not _makes_plan(actor, here):
        return to_goals("case-goals", here)
    known = {str(each.client_id): each.client_id for each in people_of(actor, here, noted="case")}
    if whose not in known and whose != EVERYONE:
        raise Http404
    made = operations.start_plan(actor=actor, now=clock.now(), case=here, client_id=known.get(whose))
    return to_goals("case-goals-plan", here, made)
