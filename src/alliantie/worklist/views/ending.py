"""Ending a case: how it ends, then what that asks; and undoing it within a week."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case, Outcome
from alliantie.cases.operations.ending import Ending, end_case, reopen_case
from alliantie.cases.queries import people_of
from alliantie.norms.calendars import last_day
from alliantie.worklist.end_form import EndForm
from alliantie.worklist.forms import Sheet, refused, sheet, token_of
from alliantie.worklist.queries.ending import Imposed, ending_page
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, language, page
from alliantie.worklist.views.recording import back_to


@require_http_methods(["GET", "POST"])
@case_view(own=True, whole=True)
def end(request: HttpRequest, here: Case) -> HttpResponse:
    """Choose how the case ends; then note what was weighed, and what that ending asks, and end it.

    What was typed goes along to the choice of another ending.
    """
    actor = actor_of(request)
    if here.closed_on is not None:
        return back_to(here)
    people = people_of(actor, here, noted="case")
    shown = ending_page(actor, here, people, language(), clock.today())
    sent = request.POST if request.method == "POST" else request.GET
    reason, moved = shown.reason(sent.get("reason", "")), request.POST.get("do", "") in ("choose", "other")
    names = EndForm.names(shown.reasons, shown.imposed)
    typed = {name: said for name, said in request.POST.items() if name in names and said}
    if reason is None or request.POST.get("do") == "other":
        asked = request.method == "POST" and request.POST.get("do") != "other"
        return page(
            request,
            "end_choose.html",
            422 if asked else 200,
            case=here,
            several=len(people) > 1,
            shown=shown,
            typed=typed,
            chosen=sent.get("reason", ""),
            sheet=Sheet({}, {"reason": _("Kies hoe het eindigt.")} if asked else {}),
        )
    form = EndForm(
        request.POST if request.method == "POST" and not moved else None,
        reason=reason,
        imposed=shown.imposed,
        initial={"token": uuid.uuid4(), "on": clock.today(), **_until_now(shown.imposed), **typed},
    )
    refusal = ""
    if form.is_valid():
        try:
            _end(actor, here, form, own=shown.own_reasons)
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
        reason=reason,
        sheet=sheet(form, also=refusal),
        bound=form.is_bound,
        token=token_of(form),
    )


def _until_now(imposed: Iterable[Imposed]) -> dict[str, date]:
    """The last day of what came to the day it was imposed for: most likely it ended on it."""
    return {each.field: last_day(each.until) for each in imposed if each.until and each.until <= clock.today()}


def _end(actor: Actor, here: Case, form: EndForm, *, own: bool) -> None:
    said, chosen = form.cleaned_data, form.reason.id
    end_case(
        actor=actor,
        now=clock.now(),
        case=here,
        ending=Ending(
            kind=Outcome.Kind.OTHER if own else Outcome.Kind(chosen),
            reason=chosen if own else "",
            interests=said["interests"].strip(),
            cause=said["cause"].strip(),
            contact=said["contact"].strip(),
            on=said["on"],
            why=form.why,
            decided_by=said["decided_by"],
            account=form.account,
            outside=form.ended,
        ),
        token=said["token"],
        danger=said.get("danger", False),
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
