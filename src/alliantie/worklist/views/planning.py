"""Planning a talk, moving it, calling it off, and putting away what a client called off."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.policies import Denied
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Appointment, Case
from alliantie.cases.operations import appointments as operations
from alliantie.cases.queries import people_of
from alliantie.cases.queries.appointments import Planned, get_planned
from alliantie.web.dates import clock_time_in_words
from alliantie.worklist.forms import sheet
from alliantie.worklist.plan_form import EVERYONE, MoveForm, PlanForm
from alliantie.worklist.queries.doubts import Apart, kept_apart
from alliantie.worklist.queries.talks import talk_in_words
from alliantie.worklist.views.common import Before, Now, actor_of, case_view, language, number, page
from alliantie.worklist.views.recording import TalkChoice, back_to, talks_to_choose


def found_talk(request: HttpRequest, here: Case, appointment_id: UUID) -> Planned:
    """A planned talk of this case. Raises Http404 when there is none."""
    try:
        return get_planned(actor_of(request), appointment_id, here.id)
    except Appointment.DoesNotExist as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
@case_view(whole=True)
def plan(request: HttpRequest, here: Case) -> HttpResponse:
    """Plan a talk; with `again` as the one that was called off, with `talk` and `who` as the one that is due."""
    actor = actor_of(request)
    if here.closed_on is not None and request.method == "GET":
        return back_to(here)
    people, choice = people_of(actor, here, noted="case"), talks_to_choose(actor, here)
    again: UUID | None = number(request.GET.get("again"))
    asked = {name: said for name in ("talk", "who") if (said := request.GET.get(name))}
    before = _another_like(found_talk(request, here, again)) if again else asked
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        talks=[option for option, _text in choice.options],
        people=people,
        initial={"token": uuid.uuid4(), **before},
    )
    refusal, apart = "", kept_apart(here, language(), clock.today())
    doubts = _doubts(form, form.client_id, apart) if form.is_valid() else []
    if form.is_valid() and not doubts:
        try:
            made = operations.plan(
                actor=actor,
                now=clock.now(),
                case=here,
                client_id=form.client_id,
                agreed=form.agreed,
                token=form.cleaned_data["token"],
            )
            return back_to(here, planned=made)
        except Denied as denied:
            refusal = denied.reason
    return _form_page(
        request,
        here,
        form,
        refusal,
        who=[*((str(each.client_id), each.name) for each in people), (EVERYONE, _("Iedereen"))]
        if len(people) > 1
        else [],
        options=choice.options,
        sight=choice.sight,
        # A form without a usable number gets a new one; the rest of it stays.
        token=form["token"].value() if not form.errors.get("token") else uuid.uuid4(),
        people=people,
        apart=apart,
        doubts=doubts,
    )


def _doubts(form: MoveForm, with_id: UUID | None, apart: Sequence[Apart]) -> list[str]:
    """What to mind about the day and the people of a talk, unless the reader said to be sure."""
    if form.cleaned_data["sure"]:
        return []
    return [each.in_words(language()) for each in apart if each.meets(with_id, form.cleaned_data["on"])]


@require_http_methods(["GET", "POST"])
@case_view(whole=True)
def move(request: HttpRequest, here: Case, appointment_id: UUID) -> HttpResponse:
    """Change what was arranged, or find where to call it off."""
    actor, found = actor_of(request), found_talk(request, here, appointment_id)
    choice = _talks(actor, here, found)
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        talks=[option for option, _text in choice.options],
        initial={name: each.value for name, each in _stands(found).items()},
    )
    before = Before.of(request, _stands(found), *_agreed(found))
    refusal, apart = "", kept_apart(here, language(), clock.today())
    doubts = _doubts(form, found.client_id, apart) if form.is_valid() else []
    if form.is_valid() and not doubts:
        try:
            operations.move(
                actor=actor, now=clock.now(), appointment_id=found.id, agreed=form.agreed, seen=request.POST.get("seen")
            )
            return back_to(here, planned=found.id)
        except Meanwhile as denied:
            found = found_talk(request, here, appointment_id)
            before = Before.anew(request, denied, form.cleaned_data, _stands(found), *_agreed(found))
        except Denied as denied:
            refusal = denied.reason
    return _form_page(
        request,
        here,
        form,
        refusal,
        planned=talk_in_words(actor, found, language()),
        before=before,
        off=bool(found.cancelled_by),
        options=choice.options,
        sight=choice.sight,
        apart=apart,
        doubts=doubts,
        people=people_of(actor, here, noted="case"),
    )


def _agreed(found: Planned) -> tuple[object, ...]:
    return astuple(operations.Arrangement(found.starts_at, found.talk.id, found.minutes, found.place, found.bring))


def _stands(found: Planned) -> dict[str, Now]:
    """What is arranged about a talk, by the questions of the form."""
    local = found.starts_at.astimezone(clock.HOME)
    return {
        "talk": Now(_("Wat voor gesprek?"), found.talk.id, found.talk.name.in_(language())),
        "on": Now(_("Op welke dag?"), local.date()),
        "at": Now(_("Hoe laat?"), f"{local:%H:%M}", clock_time_in_words(found.starts_at, language())),
        "minutes": Now(_("Hoeveel minuten?"), found.minutes),
        "place": Now(_("Waar?"), found.place),
        "bring": Now(_("Wat neemt de ander mee?"), found.bring),
    }


def _another_like(found: Planned) -> dict[str, Any]:
    """A planned talk as the form has it, without its moment."""
    there = {name: each.value for name, each in _stands(found).items() if name not in ("on", "at")}
    return {**there, "who": str(found.client_id or EVERYONE)}


def _talks(actor: Actor, here: Case, found: Planned) -> TalkChoice:
    """The kinds of talk to choose from, and the one that was planned whatever runs now."""
    choice = talks_to_choose(actor, here)
    there = (found.talk.id, found.talk.name.in_(language()))
    return choice if there in choice.options else choice._replace(options=(*choice.options, there))


def _form_page(request: HttpRequest, here: Case, form: forms.Form, refusal: str, **shown: Any) -> HttpResponse:
    context = {"who": [], "token": "", "planned": None, "off": False, "before": None, **shown}
    context["apart"] = [each.in_words(language()) for each in shown["apart"]]
    return page(
        request,
        "plan.html",
        422 if form.is_bound else 200,
        case=here,
        sheet=sheet(form, also=refusal, before=context["before"]),
        **context,
    )


@require_POST
@case_view()
def cancel(request: HttpRequest, here: Case, appointment_id: UUID) -> HttpResponse:
    """Call a talk off."""
    found = found_talk(request, here, appointment_id)
    operations.cancel(actor=actor_of(request), appointment_id=found.id)
    return back_to(here, cancelled=found.id)


@require_POST
@case_view()
def put_away(request: HttpRequest, here: Case, appointment_id: UUID) -> HttpResponse:
    """No new time is needed for a talk the client called off."""
    found = found_talk(request, here, appointment_id)
    operations.put_away(actor=actor_of(request), now=clock.now(), appointment_id=found.id)
    return back_to(here, saved="put-away")
