"""Sections of a case: letting a colleague or a team read some of it, ending that, and reading what others gave."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.models import SectionGrant
from alliantie.access.policies import Denied, NotNow
from alliantie.access.routes import WORKERS, open_to
from alliantie.access.sections import GROUNDS, names
from alliantie.cases.models import Case
from alliantie.cases.operations.sections import end_sections, give_sections
from alliantie.cases.queries import involved, people_of
from alliantie.cases.queries.sections import (
    given_in,
    one_with_me,
    own_cases_of_household,
    paper_with_me,
    sections_with_me,
)
from alliantie.cases.sharing import ground_of
from alliantie.people.queries import colleagues, teams_of_organisation
from alliantie.web.papers import pdf_response
from alliantie.worklist.forms import sheet
from alliantie.worklist.queries.sections import in_words
from alliantie.worklist.sections_form import LONGEST_NAMED, LONGEST_REASON, SectionsForm
from alliantie.worklist.views.common import actor_of, case_view, language, number, page


@require_safe
@case_view()
def given(request: HttpRequest, here: Case) -> HttpResponse:
    """Who may read a part of this case, newest first."""
    actor = actor_of(request)
    people_of(actor, here, noted="case")
    return page(
        request,
        "sections.html",
        case=here,
        found=given_in(actor, [here.id]),
        own=here.worker_id == actor.id,
        saved=request.GET.get("saved", ""),
        language=language(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(own=True, running=("POST",))
def give(request: HttpRequest, here: Case) -> HttpResponse:
    """Choose who may read which sections, why, and until when."""
    actor, today = actor_of(request), clock.today()
    if here.closed_on is not None:
        raise Http404
    people = people_of(actor, here, noted="case")
    whole = {each.worker_id for each in involved(actor, here.id)}
    workers = [(f"worker:{each.id}", each.name) for each in colleagues(actor, today) if each.id not in whole]
    teams = [
        (f"team:{each.id}", _("Team: %(name)s") % {"name": each.name})
        for each in teams_of_organisation(actor, here.organisation_id)
    ]
    beside = own_cases_of_household(actor, here)
    form = SectionsForm(
        request.POST if request.method == "POST" else None,
        subjects=dict([*workers, *teams]),
        beside=beside,
        today=today,
        initial={"starts_on": today},
    )
    token, status, also = number(request.POST.get("token")) or uuid4(), 200, ""
    if form.is_bound:
        status = 422
        if form.is_valid():
            said = form.given()
            try:
                cases = [here.id, *form.others]
                give_sections(actor=actor, case_ids=cases, given=said, act=uuid5(token, repr((cases, said))))
                return redirect(f"{reverse('case-sections', args=[here.id])}?saved=given")
            except NotNow as error:
                also = error.reason
            except Denied as error:
                raise Http404 from error
    return page(
        request,
        "sections_new.html",
        status,
        case=here,
        several=len(people) > 1,
        subjects=[("", _("Kies een collega of een team")), *workers, *teams] if workers or teams else [],
        sections=names(),
        chosen=form["sections"].value() or [],
        beside=beside,
        beside_chosen=form["beside"].value() or [],
        grounds=[
            (each.id, each.name.in_(language()), each.asks.in_(language()) if each.asks else "")
            for each in map(ground_of, GROUNDS)
        ],
        sheet=sheet(form, also=also),
        token=token,
        longest_named=LONGEST_NAMED,
        longest_reason=LONGEST_REASON,
    )


@require_POST
@case_view()
def end(request: HttpRequest, here: Case, given_id: UUID) -> HttpResponse:
    """End it the same second. When it ended meanwhile, that is what was asked."""
    actor = actor_of(request)
    if not SectionGrant.objects.visible_to(actor).filter(id=given_id, case_id=here.id).exists():
        raise Http404
    end_sections(actor=actor, grant_id=given_id)
    return redirect(f"{reverse('case-sections', args=[here.id])}?saved=ended")


@require_safe
@open_to(WORKERS)
def mine(request: HttpRequest) -> HttpResponse:
    """The cases of others of which the reader may read a part."""
    return page(request, "sections_mine.html", found=sections_with_me(actor_of(request)))


@require_safe
@open_to(WORKERS)
def one(request: HttpRequest, section_id: UUID) -> HttpResponse:
    """What stands in the sections that were given; a page that does not exist once that is over."""
    found = one_with_me(actor_of(request), section_id)
    if found is None:
        raise Http404
    here, rows = found
    return page(
        request,
        "sections_one.html",
        here=here,
        sections=in_words(here, rows, language(), clock.today()),
        language=language(),
    )


@require_safe
@open_to(WORKERS)
def paper(request: HttpRequest, section_id: UUID, letter_id: UUID) -> HttpResponse:
    """The paper of a letter of these sections."""
    found = paper_with_me(actor_of(request), section_id, letter_id)
    if found is None:
        raise Http404
    title, pdf = found
    return pdf_response(pdf, title)
