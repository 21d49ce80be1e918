"""Who may act for the clients of a case: recorded with its document, ended, or taken back."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.policies import Denied, NotNow
from alliantie.cases.models import Case, Representation
from alliantie.cases.operations.representing import end_representation, represent, undo_representation
from alliantie.cases.queries import people_of
from alliantie.cases.queries.representing import representations
from alliantie.cases.representing import GROUNDS, Ground
from alliantie.practices import Practice
from alliantie.worklist.forms import sheet
from alliantie.worklist.representing_form import RepresentingForm
from alliantie.worklist.views.common import actor_of, case_view, in_practice, number, page


def grounds_in(practice: Practice) -> tuple[Ground, ...]:
    """The grounds there are in the country of a practice."""
    return GROUNDS if practice.country == "NL" else ()


@require_http_methods(["GET", "HEAD", "POST"])
@case_view(running=("POST",))
def represented(request: HttpRequest, here: Case) -> HttpResponse:
    """Who acts or acted for whom, and a form to record somebody."""
    return _page(request, here)


def _page(request: HttpRequest, here: Case, refused: str = "") -> HttpResponse:
    actor, (practice, language) = actor_of(request), in_practice(here)
    people = [each for each in people_of(actor, here, noted="case") if each.client_id is not None]
    grounds = grounds_in(practice)
    sent = request.POST if request.method == "POST" and not refused else None
    form = RepresentingForm(sent, clients=[each.client_id for each in people], grounds=[each.id for each in grounds])
    also, status = "", 409 if refused else 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                token = number(request.POST.get("token")) or uuid4()
                represent(actor=actor, case_id=here.id, told=form.told(), token=token)
                return redirect(f"{reverse('case-representation', args=[here.id])}?saved=1")
            except NotNow:
                also = _("Dit kan niet: wie 18 jaar of ouder is, heeft geen ouder of voogd meer die beslist.")
            except Denied as denied:
                raise Http404 from denied
    return page(
        request,
        "representation.html",
        status,
        case=here,
        found=representations(actor, [here.id], clock.today()),
        people=people,
        grounds=grounds,
        sheet=sheet(form, also=also),
        token=request.POST.get("token", "") if form.is_bound else uuid4(),
        refused=refused,
        saved=request.GET.get("saved", ""),
        was=number(request.GET.get("was")),
        several=len(people) > 1,
        language=language,
    )


@require_POST
@case_view()
def change(request: HttpRequest, here: Case, representation_id: UUID) -> HttpResponse:
    """End it today, let it run on, or take back what was recorded by mistake."""
    actor = actor_of(request)
    if not Representation.objects.visible_to(actor).filter(id=representation_id, case_id=here.id).exists():
        raise Http404
    try:
        match request.POST.get("do"):
            case "end":
                end_representation(actor=actor, representation_id=representation_id, ends_on=clock.today())
            case "on":
                end_representation(actor=actor, representation_id=representation_id, ends_on=None)
            case "undo":
                undo_representation(actor=actor, representation_id=representation_id)
            case "back":
                undo_representation(actor=actor, representation_id=representation_id, undone=False)
            case _:
                raise Http404
    except NotNow:
        return _page(request, here, _("Het begint pas later. Haal het weg als het niet klopt. Er is niets veranderd."))
    except Denied as denied:
        raise Http404 from denied
    done = f"saved={request.POST['do']}&was={representation_id}"
    return redirect(f"{reverse('case-representation', args=[here.id])}?{done}")
