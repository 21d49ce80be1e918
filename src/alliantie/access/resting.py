"""A page that locks after quiet minutes: what was typed is kept, the session rests, and signing in gives it back."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from alliantie.access.kept import drop_kept, keep, kept_of
from alliantie.access.plain import ask
from alliantie.access.routes import SIGNED_IN, asks_by_itself, open_to

# In the session: that something is kept, so that pages ask for it.
KEPT = "kept"


def resting_here() -> UUID | None:
    """Whose session this request came with, where nobody did anything for too long."""
    entered = getattr(connection, "alliantie_entered", None)
    return entered.resting if entered is not None else None


def kept_at_rest(request: Any, keeps_texts: bool) -> HttpResponse | None:
    """What becomes of a form that a session at rest sent: it is kept, and signing in leads to it. None for all else.

    What a script sends is kept only where it asks just that: a draft keeps itself.
    """
    if not request.resting or request.method != "POST":
        return None
    if request.resolver_match.url_name == "kept-keep":
        return _keep_typed(request.resting, request)
    if not keeps_texts or request.headers.get("X-Requested-With") == "fetch":
        return None
    return _keep_sent(request.resting, request)


def _keep_sent(account_id: UUID, request: HttpRequest) -> HttpResponse:
    page = request.get_full_path()
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts]
    kept = keep(account_id, page=page, action=page, fields=fields, sent=True)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('kept' if kept else 'start')})}")


def _keep_typed(account_id: UUID, request: HttpRequest) -> HttpResponse:
    """Keep what a page that locks was told to: the fields of one form, as JSON pairs."""
    page, action = request.POST.get("page", ""), request.POST.get("action", "")
    try:
        fields = [(str(name), str(text)) for name, text in json.loads(request.POST.get("fields", ""))]
    except (ValueError, TypeError):
        return HttpResponse(status=422)
    if not _is_ours(request, page) or not _is_ours(request, action):
        return HttpResponse(status=422)
    return HttpResponse(status=204 if keep(account_id, page=page, action=action, fields=fields, sent=False) else 422)


@asks_by_itself
@require_POST
@open_to(SIGNED_IN)
def keep_here(request: Any) -> HttpResponse:
    """Keep what stands in a form of the page that is about to lock."""
    return _keep_typed(request.user.pk, request)


@require_POST
@open_to(SIGNED_IN)
def here(_request: HttpRequest) -> HttpResponse:
    """Somebody is there: that the request came in has noted it."""
    return HttpResponse(status=204)


@require_POST
@open_to(SIGNED_IN)
def rest(request: Any) -> HttpResponse:
    """Let this session rest at once; signing in again leads back to the page."""
    ask(request.actor, "SELECT access.rest(%s)", [request.session.session_key])
    page = request.POST.get("page", "")
    there = page if _is_ours(request, page) else reverse("start")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': there})}")


@require_safe
@open_to(SIGNED_IN)
def kept(request: Any) -> HttpResponse:
    """What is kept for the reader: as a page; or as JSON what was typed on one page, which its script writes back."""
    found = kept_of(request.actor)
    if not found:
        request.session.pop(KEPT, None)
    page = request.GET.get("page")
    if page is None:
        return render(request, "access/kept.html", {"kept": found})
    here = [each for each in found if each.page == page and not each.sent]
    return JsonResponse({"kept": [{"id": str(e.id), "action": e.action, "fields": e.fields} for e in here]})


@require_POST
@open_to(SIGNED_IN)
def drop(request: Any) -> HttpResponse:
    """Keep one form no longer."""
    try:
        drop_kept(request.actor, UUID(request.POST.get("id", "")))
    except ValueError:
        return HttpResponse(status=422)
    return redirect("kept")


def _is_ours(request: HttpRequest, page: str) -> bool:
    return page.startswith("/") and url_has_allowed_host_and_scheme(page, {request.get_host()})
