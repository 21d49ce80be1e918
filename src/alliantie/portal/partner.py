"""The pages of who something was shared with."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.routes import PARTNERS, open_to
from alliantie.cases.queries.sharing import one_shared, shared_paper, shared_with
from alliantie.cases.sharing_told import Words, told_in_groups
from alliantie.money.states import Status
from alliantie.money.words import status_for_client
from alliantie.practices import library
from alliantie.web.papers import pdf_response


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_safe
@open_to(PARTNERS)
def partner_home(request: HttpRequest) -> HttpResponse:
    """What is shared with the reader now."""
    return _shown(request, "portal/partner_home.html", found=shared_with(_actor(request)))


@require_safe
@open_to(PARTNERS)
def partner_one(request: HttpRequest, sharing_id: UUID) -> HttpResponse:
    """One share; a page that does not exist once it is over or stopped."""
    found = one_shared(_actor(request), sharing_id)
    if found is None:
        raise Http404
    here, pieces = found
    practice = library().get(here.practice_id, here.practice_version)
    words = Words(
        practice, _language(), clock.today(), here.worker, here.client, lambda said: status_for_client(Status(said))
    )
    return _shown(request, "portal/partner_one.html", here=here, groups=told_in_groups(pieces, words))


@require_safe
@open_to(PARTNERS)
def partner_paper(request: HttpRequest, sharing_id: UUID, letter_id: UUID) -> HttpResponse:
    """The paper of a letter that is shared."""
    found = shared_paper(_actor(request), sharing_id, letter_id)
    if found is None:
        raise Http404
    title, paper = found
    return pdf_response(paper, title)


def _language() -> str:
    return translation.get_language() or "nl"


def _shown(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return render(request, template, {"address": "u", "language": _language(), "today": clock.today(), **context})
