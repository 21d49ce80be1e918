"""A case taken elsewhere: as data for another system, and on paper what it holds of one client."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.cases.models import Case
from alliantie.cases.queries import note_reading, people_of
from alliantie.exports.case_file import case_file
from alliantie.exports.own_file import own_pdf
from alliantie.people.models import Client
from alliantie.web.papers import pdf_response
from alliantie.worklist.views.common import actor_of, case_view


@require_safe
@case_view()
def export(request: HttpRequest, here: Case) -> HttpResponse:
    """The whole case as JSON, as `docs/export.md` describes it."""
    told = case_file(actor_of(request), here, now=clock.now())
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="zaak-{here.id}.json"'
    return response


@require_safe
@case_view()
def own_data(request: HttpRequest, here: Case, client_id: UUID) -> HttpResponse:
    """What the case holds of one client, as that client sees it and in the client's language."""
    actor = actor_of(request)
    if client_id not in {person.client_id for person in people_of(actor, here)}:
        raise Http404
    note_reading("own file", here.id, client_id)
    language = Client.objects.visible_to(actor).values_list("language", flat=True).get(id=client_id)
    with translation.override(language):
        made = own_pdf(Actor("client", client_id, area_id=actor.area_id), [here.id], now=clock.now(), language=language)
        return pdf_response(made, _("Gegevens"))
