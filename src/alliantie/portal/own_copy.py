"""All that is known of the client, to take along: asked for, made in the background, fetched by that client alone."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alliantie import clock
from alliantie.access.routes import ACCOUNTS, open_to
from alliantie.alliance.views.common import actor_of, language
from alliantie.cases.models import OwnCopy
from alliantie.cases.queries import note_reading
from alliantie.exports import own_copy
from alliantie.exports.own_file import own_cases
from alliantie.exports.own_sheets import ASK_FOR
from alliantie.portal.queries.cases import address_of
from alliantie.portal.queries.keeping import kept_for
from alliantie.portal.queries.own_answers import own_rounds_data
from alliantie.web.papers import pdf_response


@require_safe
@open_to(ACCOUNTS)
def data(request: HttpRequest) -> HttpResponse:
    """How the copy stands: not asked for, being made, or ready until a day."""
    actor = actor_of(request)
    context = {
        "copy": own_copy.own_copy(actor, clock.now()),
        "ask_for": [str(each) for each in ASK_FOR.values()],
        "kept_days": own_copy.KEPT_DAYS,
        "kept": kept_for(actor, language(), clock.today()),
        "has_cases": bool(own_cases(actor)),
        "address": address_of(actor),
        "today": clock.today(),
    }
    return render(request, "portal/data.html", context)


@require_POST
@open_to(ACCOUNTS)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a copy. Asked twice, one is made."""
    own_copy.ask_copy(actor=actor_of(request), language=language())
    return redirect("my-copy")


@require_safe
@open_to(ACCOUNTS)
def paper(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """The copy as PDF."""
    return pdf_response(_opened(request, copy_id, "paper"), _("Gegevens"))


@require_safe
@open_to(ACCOUNTS)
def file(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """The copy as data, with the own answers as they stand at this moment."""
    found = json.loads(_opened(request, copy_id, "data"))
    whole = json.dumps(found | own_rounds_data(actor_of(request), language()), ensure_ascii=False, indent=1)
    response = HttpResponse(whole, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{slugify(_("Gegevens"))}.json"'
    return response


def _opened(request: HttpRequest, copy_id: UUID, which: str) -> bytes:
    actor = actor_of(request)
    try:
        found = own_copy.opened(actor, copy_id, which, clock.now())
    except OwnCopy.DoesNotExist as error:
        raise Http404 from error
    for case_id in own_cases(actor):
        note_reading("own file", case_id, actor.me)
    return found
