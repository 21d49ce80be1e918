"""One version of a plan: writing in its draft, throwing that away, agreeing on it, and reading it later."""

from __future__ import annotations

import uuid
from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from pydantic import ValidationError

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.cases import operations
from alliantie.cases.models import Case, Plan
from alliantie.cases.plan_rules import Content, areas_to_choose, from_fields, lacks
from alliantie.cases.queries import PlanHere, get_plan, people_of
from alliantie.worklist.forms import sheet
from alliantie.worklist.goals_form import day_form
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, language, number, page
from alliantie.worklist.views.goals import found_plan, readers_of, to_goals, word_of


@require_http_methods(["GET", "POST"])
@case_view()
def plan(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """One version: a draft to write in, an agreed one to read."""
    found = found_plan(request, here, plan_id)
    if request.method == "POST":
        if not found.is_draft:
            return _overtaken(request, here, found)
        return _save(request, here, found)
    if not found.is_draft:
        people = people_of(actor_of(request), here, noted="case")
        return page(
            request,
            "goals_version.html",
            case=here,
            word=word_of(here),
            one=found,
            names=joined([person.given_name for person in readers_of(people, found)]),
        )
    return _draft(request, here, found, found.content)


def _typed(request: HttpRequest, found: PlanHere) -> Content:
    """What a form holds, under the areas that can be chosen. Raises ValidationError for a text that is too long."""
    return from_fields(request.POST.dict(), dict(areas_to_choose(found.practice, found.content, "nl")))


def _save(request: HttpRequest, here: Case, found: PlanHere) -> HttpResponse:
    try:
        content = _typed(request, found)
    except ValidationError:
        return _draft(request, here, found, found.content, 422, error=_("Een tekst is te lang. Er is niets bewaard."))
    if not _kept(request, here, found.plan.id, content):
        again = found_plan(request, here, found.plan.id)
        return (
            _overtaken(request, here, again)
            if not again.is_draft
            else _draft(request, here, again, content, 409, other=again.content)
        )
    then = request.POST.get("then", "")
    if then == "agree":
        return to_goals("case-goals-agree", here, found.plan.id)
    if then == "more":
        return to_goals("case-goals-plan", here, found.plan.id, more=1)
    return to_goals("case-goals", here, saved="draft")


def _kept(request: HttpRequest, here: Case, plan_id: UUID, content: Content) -> bool:
    seen, by_page = request.POST.get("seen", ""), number(request.POST.get("page"))
    if by_page is None or not (seen.isascii() and seen.isdigit() and len(seen) < 9):
        return False
    return operations.save_plan(
        actor=actor_of(request), now=clock.now(), plan_id=plan_id, content=content, seen=int(seen), page=by_page
    )


def _draft(
    request: HttpRequest,
    here: Case,
    found: PlanHere,
    content: Content,
    status: int = 200,
    *,
    error: str = "",
    other: Content | None = None,
) -> HttpResponse:
    """The form of a draft; with `other` what somebody else wrote in it meanwhile stands beside."""
    people = readers_of(people_of(actor_of(request), here, noted="case"), found)
    blank = 1 if not content.goals or "more" in request.GET else 0
    return page(
        request,
        "goals_draft.html",
        status,
        case=here,
        word=word_of(here),
        one=found,
        content=content,
        blank=blank,
        other=other,
        areas=areas_to_choose(found.practice, found.content, language()),
        error=error,
        names=joined([person.given_name for person in people]),
        # The page that writes goes by this number; after a clash it has seen what stands now.
        page_number=number(request.POST.get("page")) or uuid.uuid4(),
        lacking=lacks(content),
    )


def _overtaken(request: HttpRequest, here: Case, found: PlanHere) -> HttpResponse:
    """Somebody agreed on the plan while this page wrote: its text is shown, to copy into a change."""
    with suppress(ValidationError):
        content = _typed(request, found)
        return page(request, "goals_late.html", 409, case=here, word=word_of(here), one=found, content=content)
    raise Http404


@require_POST
@case_view()
def keep(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """What is being written, kept a moment after the last key; asked by the page itself, which gets a status alone."""
    found = found_plan(request, here, plan_id)
    try:
        content = _typed(request, found)
    except ValidationError:
        return HttpResponse(status=422)
    return HttpResponse(status=204 if found.is_draft and _kept(request, here, plan_id, content) else 409)


@require_http_methods(["GET", "POST"])
@case_view()
def agree(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """Read the draft once more, choose the day, and agree."""
    actor, found = actor_of(request), found_plan(request, here, plan_id)
    if not found.is_draft:
        return to_goals("case-goals", here)
    posted = request.method == "POST"
    form = day_form(request.POST if posted else None, today=clock.today(), opened_on=here.opened_on)
    refusal = ""
    if form.is_valid():
        seen = request.POST.get("seen", "")
        try:
            operations.agree_plan(
                actor=actor,
                now=clock.now(),
                case=here,
                plan=found.plan,
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else -1,
                on=form.cleaned_data["on"],
            )
            return to_goals("case-goals", here, saved="agreed")
        except Denied as denied:
            refusal = denied.reason
    people = people_of(actor, here, noted="case")
    return page(
        request,
        "goals_agree.html",
        422 if posted else 200,
        case=here,
        word=word_of(here),
        one=found,
        names=joined([person.given_name for person in readers_of(people, found)]),
        asks=found.approval.text.in_(language()) if found.approval else "",
        sheet=sheet(form, also=refusal),
    )


@require_POST
@case_view()
def throw_away(request: HttpRequest, here: Case, plan_id: UUID) -> HttpResponse:
    """Erase a draft. When it was agreed meanwhile, it stays and its page is shown; pressed twice it is gone once."""
    try:
        get_plan(actor_of(request), plan_id, here.id)
    except Plan.DoesNotExist:
        return to_goals("case-goals", here, saved="erased")
    thrown = operations.throw_away_plan(actor=actor_of(request), plan_id=plan_id)
    return to_goals("case-goals", here, saved="erased") if thrown else to_goals("case-goals-plan", here, plan_id)
