"""One incident: what the client says of it, where it came from, and what is done."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case, Incident
from alliantie.cases.operations import incidents as operations
from alliantie.cases.operations.heard import note_cause
from alliantie.cases.queries import note_reading
from alliantie.worklist.forms import refused, sheet, token_of
from alliantie.worklist.incident_form import (
    NOT_NOW,
    CauseForm,
    HeardForm,
    RespondForm,
)
from alliantie.worklist.queries.incidents import IncidentPage, incident_page
from alliantie.worklist.views.common import actor_of, case_view, in_practice, language, page
from alliantie.worklist.views.incidents import (
    found_incident,
    note_heard,
    reactions_of,
    readers_to_choose,
    to_incident,
)
from alliantie.worklist.views.recording import back_to


@require_http_methods(["GET", "POST"])
@case_view()
def heard(request: HttpRequest, here: Case, incident_id: UUID) -> HttpResponse:
    """Note the client's own account: first who may read it, then the words; saying nothing is an answer."""
    actor, whole = actor_of(request), found_incident(request, here, incident_id)
    form = HeardForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid():
        readers = form.cleaned_data["readers"]
        try:
            note_heard(request, here, incident_id, form)
            return to_incident(here, incident_id, **({} if readers == NOT_NOW else {"saved": "heard"}))
        except Denied as denied:
            refusal = denied.reason
    return page(
        request,
        "incident_heard.html",
        422 if form.is_bound else 200,
        case=here,
        whole=whole,
        told=whole.incident.heard == Incident.Heard.TOLD,
        options=readers_to_choose(actor.name, whole.client_name),
        sheet=sheet(form, also=refusal),
    )


@require_http_methods(["GET", "POST"])
@case_view(whole=True)
def incident(request: HttpRequest, here: Case, incident_id: UUID) -> HttpResponse:
    """Read an incident, and choose what is done about it."""
    actor, shown = actor_of(request), _shown(request, here, incident_id)
    form = RespondForm(
        request.POST if request.method == "POST" else None,
        options=[each.id for each in shown.options],
        asked={each.id: each.asked for each in shown.options},
        about={each.id: [person.client_id for person in each.about] for each in shown.options},
        musts=shown.musts,
        initial={"token": uuid.uuid4(), "on": clock.today()},
    )
    refusal = ""
    if form.is_valid():
        try:
            operations.respond(
                actor=actor,
                now=clock.now(),
                case=here,
                incident_id=incident_id,
                option=form.cleaned_data["option"],
                reason=form.cleaned_data["reason"].strip(),
                token=form.cleaned_data["token"],
                on=form.cleaned_data["on"],
                told=form.told,
                danger=form.cleaned_data["danger"],
                about=form.whom,
                decided_by=form.cleaned_data["decided_by"],
            )
            return to_incident(here, incident_id, saved="done")
        except Denied as denied:
            refusal = refused(form, denied)
    return _incident(request, here, shown, form, refusal, 422 if form.is_bound else 200)


def _shown(request: HttpRequest, here: Case, incident_id: UUID) -> IncidentPage:
    whole = found_incident(request, here, incident_id)
    reactions_of(in_practice(here)[0])
    note_reading("incident", here.id, whole.incident.client_id)
    return incident_page(actor_of(request), here, whole, language(), clock.now())


def _incident(
    request: HttpRequest, here: Case, shown: IncidentPage, form: RespondForm, refusal: str, status: int
) -> HttpResponse:
    return page(
        request,
        "incident.html",
        status,
        case=here,
        shown=shown,
        asked=form.values_asked,
        sheet=sheet(form, also=refusal),
        token=token_of(form),
        saved=request.GET.get("saved", "") if status == 200 else "",
        readers={
            "worker": _("Alleen %(name)s leest dit") % {"name": shown.whole.worker_name},
            "leader": _("%(name)s en de leidinggevende lezen dit") % {"name": shown.whole.worker_name},
            "file": _("Iedereen die bij deze zaak hoort leest dit"),
        },
    )


@require_http_methods(["GET", "POST"])
@case_view()
def cause(request: HttpRequest, here: Case, incident_id: UUID) -> HttpResponse:
    """Note where it came from, as the worker sees it today. For practices that weigh causes."""
    whole = found_incident(request, here, incident_id)
    practice, spoken = in_practice(here)
    causes = reactions_of(practice).causes
    if not causes:
        raise Http404
    form = CauseForm(request.POST if request.method == "POST" else None, causes=[each.id for each in causes])
    refusal = ""
    if form.is_valid():
        try:
            note_cause(
                actor=actor_of(request),
                now=clock.now(),
                case=here,
                incident_id=incident_id,
                cause=form.cleaned_data["cause"],
                text=form.cleaned_data["text"].strip(),
            )
            return to_incident(here, incident_id, saved="cause")
        except Denied as denied:
            refusal = denied.reason
    return page(
        request,
        "incident_cause.html",
        422 if form.is_bound else 200,
        case=here,
        whole=whole,
        options=[(each.id, each.name.in_(spoken), practice.source(each.source).title.in_(spoken)) for each in causes],
        sheet=sheet(form, also=refusal),
    )


@require_POST
@case_view(whole=True)
def put_away(request: HttpRequest, here: Case, incident_id: UUID) -> HttpResponse:
    """Put an incident away that something was done about."""
    return _changed(request, here, incident_id, operations.close_incident, "incident-away")


@require_POST
@case_view(whole=True)
def withdraw(request: HttpRequest, here: Case, incident_id: UUID) -> HttpResponse:
    """Take back an incident that was none."""
    return _changed(request, here, incident_id, operations.withdraw_incident, "incident-back")


def _changed(
    request: HttpRequest, here: Case, incident_id: UUID, change: Callable[..., None], saved: str
) -> HttpResponse:
    """Change how an incident stands, or say on its page why that cannot be now."""
    shown = _shown(request, here, incident_id)
    try:
        change(actor=actor_of(request), now=clock.now(), case=here, incident_id=incident_id)
    except NotNow as refusal:
        asked = {each.id: each.asked for each in shown.options}
        form = RespondForm(options=[], asked=asked, initial={"token": uuid.uuid4(), "on": clock.today()})
        return _incident(request, here, shown, form, refusal.reason, 409)
    return back_to(here, saved=saved)
