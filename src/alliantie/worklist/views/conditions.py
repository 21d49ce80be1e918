"""Noting the conditions, bans and rights that hold in a case, and that one ended or got another last day."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Case, Condition
from alliantie.cases.operations import change_condition, note_condition
from alliantie.cases.operations.conditions import LONGEST_CONDITION
from alliantie.cases.operations.undo import moment_of_change
from alliantie.cases.queries import ConditionHere, get_condition, people_of, running_measures
from alliantie.practices.told import holds_under
from alliantie.worklist.forms import LONGEST_MEASURE, choice_field, day_field, sheet, token_of
from alliantie.worklist.queries.words import joined
from alliantie.worklist.views.common import Before, Now, actor_of, case_view, in_practice, number, page
from alliantie.worklist.views.measures import about_whom
from alliantie.worklist.views.recording import back_to


def words_field() -> forms.CharField:
    """What holds, in its own words."""
    long = _("Deze tekst is te lang. Er passen %(count)s tekens in.") % {"count": LONGEST_CONDITION}
    return forms.CharField(
        max_length=LONGEST_CONDITION, error_messages={"required": _("Schrijf wat er geldt."), "max_length": long}
    )


class ConditionForm(forms.Form):
    """A condition in its own words, from a day on, with its last day where one was named."""

    token = forms.UUIDField()

    def __init__(
        self, data: Any = None, *, sorts: list[str], about: list[str], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        expired = _("Deze bladzijde was verlopen. Er is niets bewaard. Open haar opnieuw.")
        self.fields["token"].error_messages = dict.fromkeys(("required", "invalid"), expired)
        self.fields["sort"] = choice_field(sorts, _("Kies wat er geldt."))
        self.fields["text"] = words_field()
        self.fields["about"] = choice_field(about, _("Kies voor wie."))
        self.fields["about"].required = False
        self.fields["starts_on"] = day_field(_("Kies de dag."))
        self.fields["until"] = day_field("")
        self.fields["until"].required = False

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first, and neither lies in another age."""
        cleaned = super().clean() or self.cleaned_data
        first, last, today = cleaned.get("starts_on"), cleaned.get("until"), clock.today()
        for name, day in (("starts_on", first), ("until", last)):
            if day is not None and abs((day - today).days) > LONGEST_MEASURE:
                self.add_error(name, _("Deze dag kan niet. Klopt het jaar?"))
        if first is not None and last is not None and last < first:
            self.add_error("until", _("De laatste dag ligt voor de eerste dag."))
        return cleaned


class ChangeForm(forms.Form):
    """Better words, another last day, or the day on which it ended."""

    def __init__(self, data: Any = None, *, starts_on: date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.starts_on = starts_on
        self.fields["text"] = words_field()
        # Left empty, the words stay as they are.
        self.fields["text"].required = False
        for name in ("until", "ended_on"):
            self.fields[name] = day_field("")
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """Both days lie after the beginning, and an end has been."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("until", "ended_on"):
            day = cleaned.get(name)
            if day is not None and day < self.starts_on:
                self.add_error(name, _("Deze dag ligt voor het begin."))
        ended, until = cleaned.get("ended_on"), cleaned.get("until")
        if ended is not None and ended > clock.today():
            self.add_error("ended_on", _("Deze dag is nog niet geweest. Kies vandaag of eerder."))
        if until is not None and until > clock.today() + timedelta(days=LONGEST_MEASURE):
            self.add_error("until", _("Deze dag kan niet. Klopt het jaar?"))
        return cleaned


@require_http_methods(["GET", "POST"])
@case_view(running=("GET", "POST"))
def new(request: HttpRequest, here: Case) -> HttpResponse:
    """Note a condition, where the practice knows conditions."""
    practice, language = in_practice(here)
    actor, people = actor_of(request), people_of(actor_of(request), here, noted="case")
    about, measures = about_whom(people), running_measures(actor, [here.id]).get(here.id, [])
    # What no running measure brings would be read by nobody it is about.
    sorts = [each for each in practice.conditions if holds_under(each, measures)]
    if not sorts:
        raise Http404
    form = ConditionForm(
        request.POST if request.method == "POST" else None,
        sorts=[each.id for each in sorts],
        about=[value for value, _name in about],
        initial={"token": uuid.uuid4(), "starts_on": clock.today()},
    )
    refusal = ""
    if form.is_valid():
        told = form.cleaned_data
        try:
            note_condition(
                actor=actor,
                now=clock.now(),
                case=here,
                sort=told["sort"],
                text=told["text"].strip(),
                starts_on=told["starts_on"],
                until=told["until"],
                client_id=number(told["about"]) or (people[0].client_id if len(people) == 1 else None),
                token=told["token"],
            )
            return back_to(here, saved="condition", undo=moment_of_change().isoformat())
        except Denied as denied:
            refusal = denied.reason
    return page(
        request,
        "condition.html",
        422 if form.is_bound else 200,
        case=here,
        options=[(each.id, each.name.in_(language)) for each in sorts],
        about=about,
        several=len(people) > 1,
        names=joined([person.given_name for person in people]),
        sheet=sheet(form, also=refusal),
        token=token_of(form),
        longest=LONGEST_CONDITION,
    )


@require_http_methods(["GET", "POST"])
@case_view()
def change(request: HttpRequest, here: Case, condition_id: UUID) -> HttpResponse:
    """Name another last day, or say on which day it ended."""
    practice, language = in_practice(here)
    actor = actor_of(request)
    try:
        there = get_condition(actor, here, practice, condition_id)
    except Condition.DoesNotExist as error:
        raise Http404 from error
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        starts_on=there.starts_on,
        initial={name: each.value for name, each in _stands(there).items()},
    )
    before, refusal = Before.of(request, _stands(there), *_row(there)), ""
    if form.is_valid():
        try:
            change_condition(
                actor=actor,
                case=here,
                condition_id=condition_id,
                until=form.cleaned_data["until"],
                ended_on=form.cleaned_data["ended_on"],
                text=form.cleaned_data["text"].strip(),
                seen=request.POST.get("seen"),
            )
            return back_to(here, saved="condition", undo=moment_of_change().isoformat())
        except Meanwhile as denied:
            there = get_condition(actor, here, practice, condition_id)
            before = Before.anew(request, denied, form.cleaned_data, _stands(there), *_row(there))
        except Denied as denied:
            refusal = denied.reason
    return page(
        request,
        "condition_change.html",
        422 if form.is_bound else 200,
        case=here,
        condition=there,
        name=there.name(language),
        before=before,
        longest=LONGEST_CONDITION,
        sheet=sheet(form, also=refusal, before=before),
    )


def _stands(there: ConditionHere) -> dict[str, Now]:
    """How a condition stands, by the questions of the form."""
    return {
        "text": Now(_("Wat geldt er precies?"), there.text),
        "until": Now(_("Tot en met welke dag?"), there.until),
        "ended_on": Now(_("Is het eerder gestopt? Op welke dag?"), there.ended_on),
    }


def _row(there: ConditionHere) -> tuple[object, ...]:
    return there.text, there.until, there.ended_on
