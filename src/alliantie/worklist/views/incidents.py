"""Something happened: what, and what is known of it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Account, Case, Incident
from alliantie.cases.operations import heard
from alliantie.cases.operations import incidents as operations
from alliantie.cases.queries import Person, measures_ever, people_of
from alliantie.cases.queries.conditions import to_choose
from alliantie.cases.queries.incidents import WholeIncident, whole_incident
from alliantie.practices import Practice
from alliantie.practices.reaction import DECLINED, Reactions
from alliantie.practices.show_reactions import values_in_words
from alliantie.practices.texts import Language
from alliantie.practices.told import holds_under
from alliantie.worklist.forms import sheet, token_of
from alliantie.worklist.incident_form import (
    NOT_NOW,
    READERS,
    HeardForm,
    IncidentForm,
    asked_about,
)
from alliantie.worklist.queries.talks import unasked_talk
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import Before, Now, actor_of, case_view, in_practice, number, page
from alliantie.worklist.views.planning import found_talk
from alliantie.worklist.views.recording import back_to


def reactions_of(practice: Practice) -> Reactions:
    """What the practice does when something happened. Raises Http404 where it says nothing of that."""
    if practice.reactions is None:
        raise Http404
    return practice.reactions


def found_incident(request: HttpRequest, here: Case, incident_id: UUID) -> WholeIncident:
    """An incident of this case. Raises Http404 when there is none."""
    try:
        return whole_incident(actor_of(request), here.id, incident_id)
    except Incident.DoesNotExist as error:
        raise Http404 from error


def to_incident(here: Case, incident_id: UUID, name: str = "case-incident", **told: str) -> HttpResponse:
    """A page of an incident, which tells what was just saved."""
    there = reverse(name, kwargs={"case_id": here.id, "incident_id": incident_id})
    return HttpResponseRedirect(there + (f"?saved={told['saved']}" if told else ""))


@require_safe
@case_view()
def choose(request: HttpRequest, here: Case) -> HttpResponse:
    """Choose what kind of thing happened, of those that belong to what runs; those of what ran before fold open."""
    practice, spoken = in_practice(here)
    ever = measures_ever(actor_of(request), here)
    running = [measure for measure, runs in ever.items() if runs]
    there = [each for each in reactions_of(practice).incidents if holds_under(each, ever)]
    if not there:
        raise Http404
    people_of(actor_of(request), here, noted="case")
    kinds = [(each.id, each.name.in_(spoken)) for each in there if holds_under(each, running)]
    before = [(each.id, each.name.in_(spoken)) for each in there if not holds_under(each, running)]
    return page(request, "incident_kinds.html", case=here, kinds=kinds, before=before)


@require_http_methods(["GET", "POST"])
@case_view()
def new(request: HttpRequest, here: Case, kind: str) -> HttpResponse:
    """Record it: the day, whom it is about, and what is known. Nothing stops this."""
    practice, spoken = in_practice(here)
    chosen = next((each for each in reactions_of(practice).incidents if each.id == kind), None)
    if chosen is None:
        raise Http404
    first, tried = unasked_talk(actor_of(request), here.id) if chosen.not_come else (None, True)
    if first and request.method == "GET":
        # Whether they were reached comes before the incident; answered, it can be recorded.
        return redirect("case-appointment-held", case_id=here.id, appointment_id=first)
    people = people_of(actor_of(request), here, noted="case")
    talk = number(request.GET.get("talk")) if chosen.not_come and request.method == "GET" else None
    # What did not go on was on the day of the talk, and not on the day somebody writes it down.
    on = clock.day_of(found_talk(request, here, talk).starts_at) if talk else clock.today()
    # Of what was not planned nobody was asked that: it is asked here, before what happened.
    form = _form(request, here, people, chosen.fact, reached=not tried, on=on)
    # The own account is asked on the same page where there is one person to ask.
    told = HeardForm(request.POST if request.method == "POST" else None, later=True) if len(people) == 1 else None
    refusal = ""
    if form.is_valid() and (told is None or told.is_valid()):
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
                    text=form.told,
                    token=form.cleaned_data["token"],
                )
                for client_id in form.client_ids
            ]
            if told is not None and told.cleaned_data["readers"]:
                note_heard(request, here, made[0], told)
                return to_incident(here, made[0])
            return (
                to_incident(here, made[0], "case-incident-heard")
                if len(made) == 1
                else back_to(here, saved="incidents")
            )
        except Denied as denied:
            refusal = denied.reason
    what = chosen.name.in_(spoken)
    return _form_page(request, here, form, refusal, told=told, what=what, people=people, again=None)


@require_http_methods(["GET", "POST"])
@case_view()
def again(request: HttpRequest, here: Case, incident_id: UUID) -> HttpResponse:
    """Say what is known of it now."""
    whole = found_incident(request, here, incident_id)
    practice, spoken = in_practice(here)
    kind = reactions_of(practice).incident(whole.incident.kind)
    people = [each for each in people_of(actor_of(request), here) if each.client_id == whole.incident.client_id]
    form = _form(request, here, people, kind.fact)
    before, refusal = Before.of(request, _stands(here, form, kind.fact, whole), whole.incident.values), ""
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
                seen=request.POST.get("seen"),
            )
            return to_incident(here, incident_id, saved="again")
        except Meanwhile as denied:
            whole = found_incident(request, here, incident_id)
            stands = _stands(here, form, kind.fact, whole)
            before = Before.anew(request, denied, form.cleaned_data, stands, whole.incident.values, begins_empty=True)
        except Denied as denied:
            refusal = denied.reason
    what = kind.name.in_(spoken)
    return _form_page(request, here, form, refusal, what=what, people=people, again=incident_id, before=before)


def _stands(here: Case, form: IncidentForm, fact: str, whole: WholeIncident) -> dict[str, Now]:
    """What was last said of an incident, by the questions of the form, which begins without answers."""
    (practice, spoken), values = in_practice(here), whole.incident.values
    words = dict(values_in_words(practice, fact, values, cast(Language, spoken)))
    plain = {True: "yes", False: "no"}
    told = {each: plain[value] if isinstance(value, bool) else value for each, value in values.items()}
    return {each.name: Now(each.label, told.get(each.id), words.get(each.label)) for each in form.asked}


def _form(
    request: HttpRequest, here: Case, people: Any, fact: str, *, reached: bool = False, on: date | None = None
) -> IncidentForm:
    actor, (practice, spoken) = actor_of(request), in_practice(here)
    known = to_choose(actor, here, practice, fact, clock.today())
    return IncidentForm(
        request.POST if request.method == "POST" else None,
        asked=asked_about(practice, fact, spoken, measures_ever(actor, here), known),
        reached=reached,
        people=people,
        today=clock.today(),
        opened_on=here.opened_on,
        initial={"token": uuid.uuid4(), "on": on or clock.today()},
    )


def note_heard(request: HttpRequest, here: Case, incident_id: UUID, told: HeardForm) -> None:
    """Note the own account for whom may read it, or that the client would rather not say. Raises Denied."""
    readers, actor, now = told.cleaned_data["readers"], actor_of(request), clock.now()
    if readers in READERS:
        heard.note_account(
            actor=actor,
            now=now,
            case=here,
            incident_id=incident_id,
            readers=Account.Readers(readers),
            text=told.cleaned_data["account"].strip(),
        )
    elif readers == DECLINED:
        heard.note_declined(actor=actor, now=now, case=here, incident_id=incident_id)


def readers_to_choose(worker: str, name: str) -> list[tuple[str, str, str]]:
    """Who may read the own account, as the client is asked; saying nothing is an answer."""
    return [
        ("worker", _("Alleen %(name)s") % {"name": worker}, ""),
        ("leader", _("%(name)s en de leidinggevende") % {"name": worker}, ""),
        ("file", _("Iedereen die bij deze zaak hoort"), ""),
        (DECLINED, _("%(name)s zegt liever niets") % {"name": name}, _("Dat mag. Later vertellen kan ook.")),
        (NOT_NOW, _("Ik heb %(name)s nog niet gesproken") % {"name": name}, ""),
    ]


def _form_page(
    request: HttpRequest,
    here: Case,
    form: IncidentForm,
    refusal: str,
    *,
    people: Any,
    told: HeardForm | None = None,
    before: Before | None = None,
    **shown: Any,
) -> HttpResponse:
    return page(
        request,
        "incident_form.html",
        422 if form.is_bound else 200,
        case=here,
        people=people,
        names=_names(people),
        asked=form.asked,
        reached=form.reached,
        readers=readers_to_choose(actor_of(request).name, _names(people)) if told else [],
        sheet=sheet(form, *([told] if told else []), also=refusal, before=before),
        token=token_of(form),
        before=before,
        **shown,
    )


def _names(people: list[Person]) -> str:
    return joined([person.given_name for person in people])
