"""Another worker for a case: for good, or standing in for a while."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.policies import Denied
from alliantie.alliance.queries import second_pairs
from alliantie.cases.models import Case
from alliantie.cases.operations import ask_hand_over, end_cover
from alliantie.cases.queries import involved, people_of
from alliantie.people.queries import Colleague, colleagues, workers_of
from alliantie.worklist import operations
from alliantie.worklist.colleague_forms import AlongForm, CoverForm, HandOverForm
from alliantie.worklist.forms import sheet
from alliantie.worklist.queries import words
from alliantie.worklist.views.common import actor_of, case_view, in_practice, page
from alliantie.worklist.views.recording import back_to


@require_http_methods(["GET", "POST"])
@case_view(own=True)
def hand_over(request: HttpRequest, here: Case) -> HttpResponse:
    """Choose whom to ask to take a case over, read what a yes does, and ask."""
    actor = actor_of(request)
    others = colleagues(actor, clock.today())
    form = HandOverForm(request.POST if request.method == "POST" else None, colleagues=others)
    practice, language = in_practice(here)
    refusal, chosen = "", None
    if form.is_valid():
        chosen = next(each for each in others if str(each.id) == form.cleaned_data["colleague"])
        if request.POST.get("sure") == "yes":
            try:
                ask_hand_over(actor=actor, case_id=here.id, worker_id=chosen.id, note=form.cleaned_data["note"].strip())
                return back_to(here, saved="hand-over")
            except Denied as denied:
                refusal, chosen = denied.reason, None
    return page(
        request,
        "hand_over.html",
        422 if form.is_bound and chosen is None else 200,
        case=here,
        names=words.joined([person.given_name for person in people_of(actor, here, noted="case")]),
        professional=practice.words.professional.one(language),
        colleague_options=_options(others),
        chosen=chosen,
        sheet=sheet(form, also=refusal),
    )


@require_http_methods(["GET", "POST"])
@case_view(own=True)
def cover(request: HttpRequest, here: Case) -> HttpResponse:
    """Let a colleague stand in from a day up to and including another."""
    actor, today = actor_of(request), clock.today()
    others = colleagues(actor, clock.today())
    form = CoverForm(
        request.POST if request.method == "POST" else None, colleagues=others, today=today, initial={"first": today}
    )
    people = people_of(actor, here, noted="case")
    refusal = ""
    if form.is_valid():
        try:
            operations.cover(
                actor=actor,
                now=clock.now(),
                case=here,
                worker_id=UUID(form.cleaned_data["colleague"]),
                first=form.cleaned_data["first"],
                last=form.cleaned_data["last"],
            )
            return back_to(here, saved="cover")
        except Denied as denied:
            refusal = denied.reason
    return page(
        request,
        "cover.html",
        422 if form.is_bound else 200,
        case=here,
        names=words.joined([person.given_name for person in people]),
        several=len(people) > 1,
        colleague_options=_options(others),
        sheet=sheet(form, also=refusal),
    )


@require_http_methods(["GET", "POST"])
@case_view(own=True)
def along(request: HttpRequest, here: Case) -> HttpResponse:
    """Let a colleague work along, as a second pair with the client. For practices that know second pairs."""
    actor = actor_of(request)
    practice, language = in_practice(here)
    kinds = second_pairs(practice)
    if not kinds:
        raise Http404
    there = {each.worker_id for each in involved(actor, here.id) if each.right == "work"}
    others = [each for each in colleagues(actor, clock.today()) if request.method == "POST" or each.id not in there]
    form = AlongForm(
        request.POST if request.method == "POST" else None, colleagues=others, kinds=[kind for kind, _role in kinds]
    )
    if form.is_valid():
        operations.let_work_along(
            actor=actor,
            case=here,
            practice=practice,
            worker_id=UUID(form.cleaned_data["colleague"]),
            pair_kind=form.kind,
        )
        return back_to(here, saved="along")
    return page(
        request,
        "along.html",
        422 if form.is_bound else 200,
        case=here,
        names=words.joined([person.given_name for person in people_of(actor, here, noted="case")]),
        colleague_options=_options(others),
        kind_options=[(kind, practice.role(role).name.in_(language)) for kind, role in kinds],
        sheet=sheet(form),
    )


@require_http_methods(["GET", "POST"])
@case_view(own=True)
def end_along(request: HttpRequest, here: Case, worker_id: UUID) -> HttpResponse:
    """Ask, and then end a colleague's working along. When it ended meanwhile, that is what was asked."""
    actor = actor_of(request)
    found = next((each for each in involved(actor, here.id) if each.works_along and each.worker_id == worker_id), None)
    if request.method == "POST":
        if found is not None:
            operations.end_work_along(actor=actor, case=here, worker_id=worker_id)
        elif worker_id not in {each.id for each in workers_of(actor, here.organisation_id)}:
            raise Http404
        return back_to(here, saved="along-ended")
    if found is None:
        raise Http404
    return page(request, "along_end.html", case=here, name=found.name)


def _options(others: Sequence[Colleague]) -> list[tuple[str, str]]:
    """The colleagues to choose from, or nothing when there are none."""
    return [("", _("Kies een collega")), *((str(each.id), each.name) for each in others)] if others else []


@require_POST
@case_view(own=True)
def stop_cover(request: HttpRequest, here: Case, grant_id: UUID) -> HttpResponse:
    """End a stand-in's view now. When it ended meanwhile, that is what was asked."""
    actor = actor_of(request)
    held = {each.grant_id: each.right for each in involved(actor, here.id)}
    if held.get(grant_id, "cover") != "cover":
        raise Http404
    if grant_id in held:
        end_cover(actor=actor, grant_id=grant_id)
    return back_to(here, saved="cover-ended")
