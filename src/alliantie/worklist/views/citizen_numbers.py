"""The citizen service numbers of a case: hidden until asked for, kept, taken away, and a case found by one.

A number comes in and goes out by a form alone, so that none stands in an address or in what a browser remembers.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie.access.policies import Denied, NotNow
from alliantie.access.routes import WORKERS, never_kept, open_to
from alliantie.access.seen import fingerprint
from alliantie.cases.models import Case
from alliantie.cases.queries import people_of
from alliantie.people.citizen import cases_by_number, drop_number, keep_number, number_used, numbers_in, show_number
from alliantie.people.numbers import CitizenNumber, NoNumberError, read_number
from alliantie.worklist.views.common import actor_of, case_view, in_practice, number, page

LONGEST = 20


@never_kept
@require_http_methods(["GET", "HEAD", "POST"])
@case_view()
def numbers(request: HttpRequest, here: Case) -> HttpResponse:
    """Of each person of the case whether there is a number; a form shows it, keeps another, or takes it away."""
    if request.method != "POST":
        return _page(request, here)
    client_id = number(request.POST.get("client"))
    if client_id is None or client_id not in numbers_in(actor_of(request), here.id):
        raise Http404
    try:
        return _done(request, here, client_id)
    except Denied as denied:
        raise Http404 from denied


def _done(request: HttpRequest, here: Case, client_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    match request.POST.get("do"):
        case "show":
            return _page(request, here, shown=(client_id, show_number(actor, here.id, client_id, settings.MASTER_KEY)))
        case "ask":
            return _page(request, here, asked=client_id)
        case "drop":
            try:
                drop_number(actor=actor, case_id=here.id, client_id=client_id, seen=request.POST.get("seen"))
            except NotNow as refused:
                return _page(request, here, wrong=(client_id, str(refused)), status=409)
        case "keep":
            try:
                typed = read_number(_typed(request, client_id))
                keep_number(
                    actor=actor, case_id=here.id, client_id=client_id, number=typed, secret=settings.MASTER_KEY,
                    seen=request.POST.get("seen"),
                )  # fmt: skip
            except NoNumberError:
                wrong = _("Dit nummer kan niet. Kijk of elk cijfer klopt.")
                return _page(request, here, wrong=(client_id, wrong), status=422)
            except NotNow as refused:
                return _page(request, here, wrong=(client_id, str(refused)), status=409)
        case _:
            raise Http404
    return redirect(f"{reverse('case-numbers', args=[here.id])}?saved={request.POST['do']}")


def _typed(request: HttpRequest, client_id: UUID) -> str:
    return request.POST.get(f"number-{client_id}", "")[: 2 * LONGEST]


def _page(
    request: HttpRequest,
    here: Case,
    *,
    shown: tuple[UUID, CitizenNumber | None] | None = None,
    asked: UUID | None = None,
    wrong: tuple[UUID, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, (practice, _language) = actor_of(request), in_practice(here)
    kinds = numbers_in(actor, here.id)
    people = [each for each in people_of(actor, here, noted="case") if each.client_id in kinds]
    return page(
        request,
        "citizen_numbers.html",
        status,
        case=here,
        people=[(each, kinds[each.client_id].kind, fingerprint(kinds[each.client_id].mark)) for each in people],
        ground=here.organisation.number_ground,
        belgian=practice.country == "BE",
        shown=shown,
        asked=asked,
        wrong=wrong,
        typed=_typed(request, wrong[0]) if wrong else "",
        saved=request.GET.get("saved", ""),
        longest=LONGEST,
    )


@never_kept
@require_POST
@open_to(WORKERS)
def find(request: HttpRequest) -> HttpResponse:
    """The case of whoever has this number, among those whose numbers the reader may use."""
    typed, wrong = request.POST.get("number", "")[: 2 * LONGEST], ""
    try:
        found = cases_by_number(actor_of(request), read_number(typed), settings.MASTER_KEY)
        if found:
            return redirect("case", case_id=found[0])
    except NoNumberError:
        wrong = _("Dit nummer kan niet. Kijk of elk cijfer klopt.")
    told = {
        "numbers": number_used(actor_of(request)),
        "number_wrong": wrong,
        "number": typed if wrong else "",
        "number_none": not wrong,
    }
    return page(request, "search.html", 422 if wrong else 200, asked="", shown=None, most=0, **told)
