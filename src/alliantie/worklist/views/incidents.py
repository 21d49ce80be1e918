"""Something happened: what, what the client says of it, where it came from, and what is done."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Account, Case, Incident
from alliantie.cases.operations import incidents as operations
from alliantie.cases.queries import Person, note_reading, people_of
from alliantie.cases.queries.incidents import WholeIncident, whole_incident
from alliantie.practices import Practice
from alliantie.practices.reaction import NOT_COME, Reactions
from alliantie.worklist.forms import sheet, token_of
from alliantie.worklist.incident_form import (
    DECLINED,
    NOT_NOW,
    READERS,
    CauseForm,
    HeardForm,
    IncidentForm,
    RespondForm,
    asked_about,
)
from alliantie.worklist.queries.incidents import IncidentPage, incident_page
from alliantie.worklist.queries.talks import unasked_talk
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import actor_of, case_view, in_practice, language, page
from alliantie.worklist.views.recording import back_to


def _reactions(practice: Practice) -> Reactions:
    if practice.reactions is None:
        raise Http404
    return practice.reactions


def _found(request: HttpRequest, here: Case, incident_id: UUID) -> WholeIncident:
    try:
        return whole_incident(actor_of(request), here.id, incident_id)
    except Incident.DoesNotExist as error:
        raise Http404 from error


def _to(here: Case, incident_id: UUID, name: str = "case-incident", **told: str) -> HttpResponse:
    there = reverse(name, kwargs={"case_id": here.id, "incident_id": incident_id})
    return HttpResponseRedirect(there + (f"?saved={told['saved']}" if told else ""))


@require_safe
@case_view()
def choose(request: HttpRequest, here: Case) -> HttpResponse:
    """Choose what kind of thing happened."""
    practice, spoken = in_practice(here)
    kinds = [(each.id, each.name.in_(spoken)) for each in _reactions(practice).incidents]
    return page(request, "incident_kinds.html", case=here, kinds=kinds)


@require_http_methods(["GET", "POST"])
@case_view()
def new(request: HttpRequest, here: Case, kind: str) -> HttpResponse:
    """Record it: the day, whom it is about, and what is known. Nothing stops this."""
    practice, spoken = in_practice(here)
    chosen = next((each for each in _reactions(practice).incidents if each.id == kind), None)
    if chosen is None:
        raise Http404
    if kind == NOT_COME and request.method == "GET" and (first := unasked_talk(actor_of(request), here.id)):
        # Whether they were reached comes before the incident; answered, it can be recorded.
        return redirect("case-appointment-held", case_id=here.id, appointment_id=first)
    people = people_of(actor_of(request), here)
    form = _form(request, here, people, chosen.fact)
    refusal = ""
    if form.is_valid():
        try:
            made = [
                operations.record_incident(
                    actor=actor_of(request),
                    now=clock.now(),
                    case=here,
                    client_id=client_id,
                    kind=kind,
                    on=form.cleaned_data["on"],
                    values=form.values,
                    text=form.cleaned_data["text"].strip(),
                    token=form.cleaned_data["token"],
                )
                for client_id in form.client_ids
            ]
            return _to(here, made[0], "case-incident-heard") if len(made) == 1 else back_to(here, saved="incidents")
        except Denied as denied:
            refusal = denied.reason
    return _form_page(request, here, form, refusal, what=chosen.name.in_(spoken), people=people, again=None)


@require_http_methods(["GET", "POST"])
@case_view()
def again(request: HttpRequest, here: Case, incident_id: UUID) -> HttpResponse:
    """Say what is known of it now."""
    whole = _found(request, here, incident_id)
    practice, spoken = in_practice(here)
    kind = _reactions(practice).incident(whole.incident.kind)
    people = [each for each in people_of(actor_of(request), here) if each.client_id == whole.incident.client_id]
    form = _form(request, here, people, kind.fact)
    refusal = ""
    if form.is_valid():
        try:
            operations.judge_again(
                actor=actor_of(request),
                now=clock.now(),
                case=here,
                incident_id=incident_id,
                on=form.cleaned_data["on"],
                values=form.values,
                text=form.cleaned_data["text"].strip(),
                token=form.cleaned_data["token"],
            )
            return _to(here, incident_id, saved="again")
        except Denied as denied:
            refusal = denied.reason
    return _form_page(request, here, form, refusal, what=kind.name.in_(spoken), people=people, again=incident_id)


def _form(request: HttpRequest, here: Case, people: Any, fact: str) -> IncidentForm:
    practice, spoken = in_practice(here)
    return IncidentForm(
        request.POST if request.method == "POST" else None,
        asked=asked_about(practice, fact, spoken),
        people=people,
        today=clock.today(),
        opened_on=here.opened_on,
        initial={"token": uuid.uuid4(), "on": clock.today()},
    )


def _form_page(
    request: HttpRequest, here: Case, form: IncidentForm, refusal: str, *, people: Any, **shown: Any
) -> HttpResponse:
    return page(
        request,
        "incident_form.html",
        422 if form.is_bound else 200,
        case=here,
        people=people,
        names=_names(people),
        asked=form.asked,
        sheet=sheet(form, also=refusal),
        token=token_of(form),
        **shown,
    )


def _names(people: list[Person]) -> str:
    return joined([person.given_name for person in people])


@require_http_methods(["GET", "POST"])
@case_view()
def heard(request: HttpRequest, here: Case, incident_id: UUID) -> HttpResponse:
    """Note the client's own account: first who may read it, then the words; saying nothing is an answer."""
    actor, whole = actor_of(request), _found(request, here, incident_id)
    form = HeardForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid():
        readers = form.cleaned_data["readers"]
        try:
            if readers in READERS:
                operations.note_account(
                    actor=actor,
                    now=clock.now(),
                    case=here,
                    incident_id=incident_id,
                    readers=Account.Readers(readers),
                    text=form.cleaned_data["account"].strip(),
                )
            elif readers == DECLINED:
                operations.note_declined(actor=actor, now=clock.now(), case=here, incident_id=incident_id)
            return _to(here, incident_id, **({} if readers == NOT_NOW else {"saved": "heard"}))
        except Denied as denied:
            refusal = denied.reason
    name = whole.client_name
    options = [
        ("worker", _("Alleen %(name)s") % {"name": actor.name}, ""),
        ("leader", _("%(name)s en de leidinggevende") % {"name": actor.name}, ""),
        ("file", _("Iedereen die bij deze zaak hoort"), ""),
        (DECLINED, _("%(name)s zegt liever niets") % {"name": name}, _("Dat mag. Later vertellen kan ook.")),
        (NOT_NOW, _("Ik heb %(name)s nog niet gesproken") % {"name": name}, ""),
    ]
    return page(
        request,
        "incident_heard.html",
        422 if form.is_bound else 200,
        case=here,
        whole=whole,
        told=whole.incident.heard == Incident.Heard.TOLD,
        options=options,
        sheet=sheet(form, also=refusal),
    )


@require_http_methods(["GET", "POST"])
@case_view()
def incident(request: HttpRequest, here: Case, incident_id: UUID) -> HttpResponse:
    """Read an incident, and choose what is done about it."""
    actor, shown = actor_of(request), _shown(request, here, incident_id)
    form = RespondForm(
        request.POST if request.method == "POST" else None,
        options=[each.id for each in shown.options],
        initial={"token": uuid.uuid4()},
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
                danger=form.cleaned_data["danger"],
            )
            return _to(here, incident_id, saved="done")
        except Denied as denied:
            refusal = denied.reason
    return _incident(request, here, shown, form, refusal, 422 if form.is_bound else 200)


def _shown(request: HttpRequest, here: Case, incident_id: UUID) -> IncidentPage:
    whole = _found(request, here, incident_id)
    _reactions(in_practice(here)[0])
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
    whole = _found(request, here, incident_id)
    practice, spoken = in_practice(here)
    causes = _reactions(practice).causes
    if not causes:
        raise Http404
    form = CauseForm(request.POST if request.method == "POST" else None, causes=[each.id for each in causes])
    refusal = ""
    if form.is_valid():
        try:
            operations.note_cause(
                actor=actor_of(request),
                now=clock.now(),
                case=here,
                incident_id=incident_id,
                cause=form.cleaned_data["cause"],
                text=form.cleaned_data["text"].strip(),
            )
            return _to(here, incident_id, saved="cause")
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
@case_view()
def put_away(request: HttpRequest, here: Case, incident_id: UUID) -> HttpResponse:
    """Put an incident away that something was done about."""
    return _changed(request, here, incident_id, operations.close_incident, "incident-away")


@require_POST
@case_view()
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
        form = RespondForm(options=[], initial={"token": uuid.uuid4()})
        return _incident(request, here, shown, form, refusal.reason, 409)
    return back_to(here, saved=saved)
