"""Ending a case on one page, and undoing it within a week."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case, Outcome
from alliantie.cases.operations.ending import Ending, end_case, reopen_case
from alliantie.cases.queries import people_of
from alliantie.norms.calendars import last_day
from alliantie.worklist.forms import refused, sheet, token_of
from alliantie.worklist.incident_form import EndForm
from alliantie.worklist.queries.ending import ending_page
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, language, page
from alliantie.worklist.views.recording import back_to


@require_http_methods(["GET", "POST"])
@case_view(own=True, whole=True)
def end(request: HttpRequest, here: Case) -> HttpResponse:
    """Note what was weighed, and end the case for a reason."""
    actor = actor_of(request)
    if here.closed_on is not None:
        return back_to(here)
    people = people_of(actor, here)
    shown = ending_page(actor, here, people, language(), clock.today())
    form = EndForm(
        request.POST if request.method == "POST" else None,
        reasons=shown.reasons,
        steps=shown.steps,
        imposed=shown.imposed,
        initial={
            "token": uuid.uuid4(),
            "on": clock.today(),
            # What came to the last day it was imposed for most likely ended on it.
            **{
                each.field: last_day(each.until) for each in shown.imposed if each.until and each.until <= clock.today()
            },
        },
    )
    refusal = ""
    if form.is_valid():
        chosen = form.cleaned_data["reason"]
        try:
            end_case(
                actor=actor,
                now=clock.now(),
                case=here,
                ending=Ending(
                    kind=Outcome.Kind.OTHER if shown.own_reasons else Outcome.Kind(chosen),
                    reason=chosen if shown.own_reasons else "",
                    interests=form.cleaned_data["interests"].strip(),
                    cause=form.cleaned_data["cause"].strip(),
                    contact=form.cleaned_data["contact"].strip(),
                    on=form.cleaned_data["on"],
                    why=form.why,
                    decided_by=form.cleaned_data["decided_by"],
                    account=form.account,
                    outside=form.ended,
                ),
                token=form.cleaned_data["token"],
                danger=form.cleaned_data["danger"],
            )
            return back_to(here, saved="ended")
        except Denied as denied:
            refusal = refused(form, denied)
    return page(
        request,
        "end.html",
        422 if form.is_bound else 200,
        case=here,
        names=joined([person.given_name for person in people]),
        several=len(people) > 1,
        shown=shown,
        sheet=sheet(form, also=refusal),
        token=token_of(form),
    )


@require_POST
@case_view(own=True)
def reopen(request: HttpRequest, here: Case) -> HttpResponse:
    """Undo the ending of this week. A case that runs already runs on."""
    try:
        reopen_case(actor=actor_of(request), now=clock.now(), case=here)
    except NotNow:
        return back_to(here, saved="too-late")
    return back_to(here, saved="reopened")
