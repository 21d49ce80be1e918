"""Forms of a case: choose one, fill it in, see where its table leads, choose, and send it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.access.seen import Meanwhile
from alliantie.cases.models import Case, FilledForm
from alliantie.cases.operations import forms as operations
from alliantie.cases.operations.forms import Decided, missing_in
from alliantie.cases.queries import note_reading, people_of, running_measures
from alliantie.cases.queries.forms import FormHere, forms_of, get_form, versions_of
from alliantie.cases.queries.incidents import incidents_called
from alliantie.cases.queries.tables import table_here, table_of_row
from alliantie.norms.fact_values import written
from alliantie.practices.form import Form
from alliantie.worklist.filled_form import AnswersForm, SendForm, initial_of
from alliantie.worklist.forms import sheet
from alliantie.worklist.queries.forms import (
    answered_in,
    asked_in,
    form_of,
    outcome_name,
    result_of,
    rows_of,
    to_fill_in,
    version_names,
)
from alliantie.worklist.views.common import actor_of, case_view, in_practice, number, page


@require_safe
@case_view()
def forms(request: HttpRequest, here: Case) -> HttpResponse:
    """The forms there are, and those that can be filled in."""
    actor, (practice, spoken) = actor_of(request), in_practice(here)
    people_of(actor, here, noted="case")
    measures = running_measures(actor, [here.id]).get(here.id, [])
    return page(
        request,
        "forms.html",
        case=here,
        filled=rows_of(practice, forms_of(actor, here), spoken),
        to_fill_in=to_fill_in(practice, measures),
        spoken=spoken,
        erased="erased" in request.GET,
    )


@require_http_methods(["GET", "POST"])
@case_view()
def new(request: HttpRequest, here: Case, template_id: str) -> HttpResponse:
    """Say whom a form is about, and open it: the draft there is, or a new one."""
    actor, (practice, spoken) = actor_of(request), in_practice(here)
    form = form_of(practice, template_id)
    if form is None:
        raise Http404
    people = people_of(actor, here, noted="case")
    who = number(request.POST.get("who")) if len(people) > 1 else people[0].client_id
    chosen = next((each.client_id for each in people if each.client_id == who), None)
    if request.method == "POST" and chosen is not None:
        begun = operations.begin_form(actor=actor, now=clock.now(), case=here, form=form, client_id=chosen)
        return _open("case-form", here, begun)
    source = practice.source(form.source)
    return page(
        request,
        "form_new.html",
        422 if request.method == "POST" else 200,
        case=here,
        form=form,
        spoken=spoken,
        source=f"{source.title.in_(spoken)}. {source.standing(spoken)}",
        who=[(str(each.client_id), each.name) for each in people] if len(people) > 1 else [],
        refused=request.method == "POST",
    )


@require_http_methods(["GET", "POST"])
@case_view()
def form(request: HttpRequest, here: Case, filled_id: UUID) -> HttpResponse:
    """Fill a form in; once it was sent, read it."""
    found = _found(request, here, filled_id)
    if request.method == "POST":
        return _fill_in(request, here, found)
    if not found.is_draft:
        return _sent_page(request, here, found)
    note_reading("form", here.id, found.client_id)
    return _draft_page(request, here, found)


def _fill_in(request: HttpRequest, here: Case, found: FormHere) -> HttpResponse:
    """Keep the answers, and go on to sending where that was asked. Whatever is refused, what was typed stands there."""
    typed = AnswersForm(request.POST, form=_form(request, here, found))
    if not typed.is_valid():
        return _draft_page(request, here, found, typed) if found.is_draft else _sent_page(request, here, found)
    try:
        seen = _keep(request, here, found, typed)
    except Denied as denied:
        stands = _found(request, here, found.id)
        if not stands.is_draft:
            return _sent_page(request, here, stands, denied.reason, typed)
        return _draft_page(request, here, stands, typed, denied.reason)
    if request.POST.get("do") != "check":
        return _open("case-form", here, found.id, "?saved=kept")
    stands = _found(request, here, found.id)
    if missing := missing_in(typed.form, stands.answers):
        typed.lack(missing, in_practice(here)[1])
        return _draft_page(request, here, stands, typed, seen=seen)
    return _open("case-form-check", here, found.id)


def _keep(request: HttpRequest, here: Case, found: FormHere, typed: AnswersForm) -> int:
    return operations.keep_form(
        actor=actor_of(request),
        now=clock.now(),
        case=here,
        here=found,
        seen=typed.cleaned_data["seen"],
        answers=typed.answers,
    )


@require_POST
@case_view()
def draft(request: HttpRequest, here: Case, filled_id: UUID) -> HttpResponse:
    """What somebody is filling in, kept; asked by the page itself, which gets what stands now."""
    found = _found(request, here, filled_id)
    typed = AnswersForm(request.POST, form=_form(request, here, found))
    if not typed.is_valid():
        return HttpResponse(status=422)
    try:
        kept = _keep(request, here, found, typed)
    except Denied as denied:
        return HttpResponse(status=409 if isinstance(denied, Meanwhile) else 422)
    return HttpResponse(status=204, headers={"Seen": str(kept)})


@require_http_methods(["GET", "POST"])
@case_view()
def check(request: HttpRequest, here: Case, filled_id: UUID) -> HttpResponse:
    """Read a form back, see where its table leads and why, choose, and send it."""
    found, (practice, spoken) = _found(request, here, filled_id), in_practice(here)
    if not found.is_draft:
        return _open("case-form", here, found.id)
    template = practice.form(found.form_id)
    named = template.classification
    sorts = table_here(actor_of(request), here, practice, named, clock.today()) if named else None
    result = result_of(practice, sorts, found.answers, spoken) if sorts else None
    first = {"seen": found.kept, "chosen": (result.outcome or "") if result else ""}
    # Of a later version nobody knows whether it is about the same day, or about another talk.
    typed = SendForm(
        request.POST if request.method == "POST" else None,
        outcomes=sorts.outcomes if sorts else (),
        today=clock.today(),
        opened_on=here.opened_on,
        initial={**first, "on": clock.today()} if found.number == 1 else first,
    )
    refusal = ""
    if typed.is_valid():
        said = typed.cleaned_data
        try:
            operations.send_form(
                actor=actor_of(request),
                now=clock.now(),
                case=here,
                filled_id=found.id,
                seen=said["seen"],
                decided=Decided(said["on"], said.get("chosen", ""), said.get("reason", "")),
            )
            return _open("case-form", here, found.id, "?saved=sent")
        except Denied as denied:
            refusal = denied.reason
    return page(
        request,
        "form_check.html",
        422 if typed.is_bound else 200,
        case=here,
        filled=found,
        name=template.name.in_(spoken),
        answered=answered_in(template, found.answers, spoken),
        missing=bool(missing_in(template, found.answers)),
        result=result,
        sheet=sheet(typed, also=refusal),
        kept=found.kept,
    )


@require_POST
@case_view()
def again(request: HttpRequest, here: Case, filled_id: UUID) -> HttpResponse:
    """Begin another version of a form, or open the one that was begun."""
    found = _found(request, here, filled_id)
    template = in_practice(here)[0].form(found.form_id)
    begun = operations.begin_form(
        actor=actor_of(request), now=clock.now(), case=here, form=template, client_id=found.client_id
    )
    return _open("case-form", here, begun)


@require_POST
@case_view()
def erase(request: HttpRequest, here: Case, filled_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    operations.throw_form_away(actor=actor_of(request), here=_found(request, here, filled_id))
    return HttpResponseRedirect(f"{reverse('case-forms', kwargs={'case_id': here.id})}?erased=1")


def _found(request: HttpRequest, here: Case, filled_id: UUID) -> FormHere:
    try:
        return get_form(actor_of(request), here, filled_id)
    except FilledForm.DoesNotExist as error:
        raise Http404 from error


def _form(request: HttpRequest, here: Case, found: FormHere) -> Form:
    """The form, with the incidents of the client to choose from where it is about one. One query then, or none."""
    template = in_practice(here)[0].form(found.form_id)
    if not any(field.tells for field in template.fields):
        return template
    return template.among(incidents_called(actor_of(request), here.id, found.client_id))


def _open(name: str, here: Case, filled_id: UUID, told: str = "") -> HttpResponse:
    return HttpResponseRedirect(reverse(name, kwargs={"case_id": here.id, "filled_id": filled_id}) + told)


def _draft_page(
    request: HttpRequest,
    here: Case,
    found: FormHere,
    typed: AnswersForm | None = None,
    refusal: str = "",
    *,
    seen: int | None = None,
) -> HttpResponse:
    """A draft to fill in. After a refusal what another kept stands below, and what was typed in the fields."""
    spoken, template = in_practice(here)[1], _form(request, here, found)
    usual = AnswersForm(form=template, initial={"seen": found.kept, **initial_of(template, found.answers)})
    return page(
        request,
        "form_fill.html",
        422 if typed else 200,
        case=here,
        filled=found,
        name=template.name.in_(spoken),
        sections=asked_in(template, found.answers, request.POST if typed and not seen else ()),
        grows=any(field.when for field in template.fields),
        spoken=spoken,
        sheet=sheet(typed or usual, also=refusal),
        seen=seen or (found.kept if refusal else (typed or usual)["seen"].value()),
        behind=answered_in(template, found.answers, spoken) if refusal else (),
        saved=request.GET.get("saved", ""),
    )


def _sent_page(
    request: HttpRequest, here: Case, found: FormHere, refusal: str = "", typed: AnswersForm | None = None
) -> HttpResponse:
    """A form as it was sent, with the versions beside it, and what somebody typed who came too late to keep it."""
    actor, (practice, spoken) = actor_of(request), in_practice(here)
    template = practice.form(found.form_id)
    named = template.classification
    # One that was sent before its form had a table was sorted by none.
    sorts = table_of_row(actor, practice, named, found.own_table_id) if named and found.chosen else None
    note_reading("form", here.id, found.client_id)
    context: dict[str, Any] = {
        "name": template.name.in_(spoken),
        "answered": answered_in(template, found.answers, spoken),
        "result": result_of(practice, sorts, found.answers, spoken, found.outcome) if sorts else None,
        "chosen": outcome_name(practice, template, found.chosen, spoken),
        "lost": answered_in(template, written(typed.answers), spoken) if typed else (),
        "versions": version_names(versions_of(actor, here, found.client_id, found.form_id)),
    }
    return page(
        request,
        "form_sent.html",
        422 if refusal else 200,
        case=here,
        filled=found,
        refusal=refusal,
        saved=request.GET.get("saved", ""),
        **context,
    )
