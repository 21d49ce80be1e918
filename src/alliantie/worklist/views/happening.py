"""Recording anything else that happened, of the kinds the practice of a case knows."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case
from alliantie.cases.queries import measures_ever, people_of
from alliantie.cases.queries.conditions import to_choose
from alliantie.cases.timelines import AVERTED, THREATENS
from alliantie.cases.told import happened
from alliantie.worklist import operations
from alliantie.worklist.fact_form import FactForm, asked_of
from alliantie.worklist.forms import sheet, token_of
from alliantie.worklist.queries import words
from alliantie.worklist.queries.happening import groups_of
from alliantie.worklist.queries.kinds import kinds_of
from alliantie.worklist.views.common import actor_of, case_view, in_practice, language, page
from alliantie.worklist.views.recording import back_to


@require_safe
@case_view(whole=True)
def choose(request: HttpRequest, here: Case) -> HttpResponse:
    """Choose what happened."""
    people_of(actor_of(request), here, noted="case")
    return page(request, "happening.html", case=here, groups=groups_of(here, language(), clock.today()))


@require_http_methods(["GET", "POST"])
@case_view()
def record(request: HttpRequest, here: Case, kind: str) -> HttpResponse:
    """Record it: the day, whom it is about, and what it says."""
    practice, spoken = in_practice(here)
    if kind not in kinds_of(practice):
        raise Http404
    place = ""
    if practice.money and kind in (THREATENS, AVERTED):
        # It has a table of its own: from there it stands first in the case, and its client reads it.
        place = reverse("case-money-deadline-new" if kind == THREATENS else "case-money", args=[here.id])
        if request.method == "GET":
            return redirect(place)
    actor, today = actor_of(request), clock.today()
    for_workers = practice.for_workers(kind)
    people = () if for_workers else people_of(actor, here, noted="case")
    form = FactForm(
        request.POST if request.method == "POST" else None,
        asked=asked_of(
            practice, kind, spoken, measures_ever(actor, here), to_choose(actor, here, practice, kind, today)
        ),
        people=people,
        today=today,
        opened_on=here.opened_on,
        initial={"token": uuid.uuid4(), "on": today},
    )
    # A page that was open since before: what was typed stays in sight.
    refusal, against = _("Dit hoort bij het geld van deze zaak. Hier is niets bewaard.") if place else "", False
    if form.is_valid() and not place:
        try:
            fact_id = operations.record(
                actor=actor,
                now=clock.now(),
                case=here,
                token=form.cleaned_data["token"],
                kind=kind,
                on=form.cleaned_data["on"],
                client_ids=[None] if for_workers else form.client_ids,
                values=form.values,
                text=form.cleaned_data["text"].strip(),
            )
            return back_to(here, done=fact_id)
        except Denied as denied:
            refusal, against = denied.reason, isinstance(denied, NotNow)
    return page(
        request,
        "happened.html",
        422 if form.is_bound else 200,
        case=here,
        what=happened(practice, kind, "", spoken),
        asked=form.asked,
        people=people,
        names=words.joined([person.given_name for person in people]),
        against=against,
        place=place,
        sheet=sheet(form, also=refusal),
        token=token_of(form),
    )
