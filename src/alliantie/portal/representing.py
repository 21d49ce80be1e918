"""The pages of who represents clients."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from alliantie import clock
from alliantie.access.identity import Actor
from alliantie.access.routes import REPRESENTATIVES, open_to
from alliantie.portal.queries.representing import acts_for, shown_for


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@require_safe
@open_to(REPRESENTATIVES)
def for_home(request: HttpRequest) -> HttpResponse:
    """Whom the reader represents today, on which ground."""
    return _shown(request, "portal/for_home.html", found=acts_for(_actor(request), clock.today()))


@require_safe
@open_to(REPRESENTATIVES)
def for_one(request: HttpRequest, representation_id: UUID) -> HttpResponse:
    """What the ground gives to read of one client; a page that does not exist once it is over."""
    shown = shown_for(_actor(request), representation_id, _language(), clock.today())
    if shown is None:
        raise Http404
    return _shown(request, "portal/for_one.html", shown=shown)


def _language() -> str:
    return translation.get_language() or "nl"


def _shown(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return render(request, template, {"address": "u", "language": _language(), "today": clock.today(), **context})
