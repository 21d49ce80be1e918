"""A page that locks after quiet minutes: the session rests, what was typed is kept, and signing in lets read it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from alliantie.access.asked import with_questions
from alliantie.access.identity import Actor
from alliantie.access.kept import drop_kept, has_kept, keep, kept_of
from alliantie.access.routes import SIGNED_IN, asks_by_itself, can_be_opened, may_be_kept, open_to
from alliantie.access.visits import visits

# In the session: that something is kept, so that pages lead to it.
KEPT = "kept"
TITLE_LENGTH = 200
# What a form sends along for itself: nobody typed it.
_OF_THE_PAGE = {"csrfmiddlewaretoken", "token", "seen", "made"}


def resting_here() -> UUID | None:
    """Whose session this request came with, where nobody did anything for too long."""
    entered = getattr(connection, "alliantie_entered", None)
    return entered.resting if entered is not None else None


def whose(actor: Actor) -> str:
    """Of whom a page is, told so that it can be compared and says nothing more."""
    return salted_hmac("whose page", f"{actor.kind}:{actor.id}").hexdigest()[:12]


def kept_at_rest(request: Any, view: Any) -> HttpResponse | None:
    """What becomes of a form that a session at rest sent: it is kept, and signing in leads to it. None for all else.

    What a script sends is kept only where it asks just that: a draft keeps itself.
    """
    if not request.resting or request.method != "POST":
        return None
    if request.resolver_match.url_name == "kept-keep":
        return _keep_typed(request.resting, request)
    if not may_be_kept(view) or request.headers.get("X-Requested-With") == "fetch":
        return None
    return _keep_sent(request.resting, request, view)


def _keep_sent(account_id: UUID, request: HttpRequest, view: Any) -> HttpResponse:
    """Keep a form that was sent without a script: its texts by name, since nobody may read their questions now."""
    came = urlsplit(request.headers.get("Referer", ""))
    page = f"{came.path}?{came.query}" if came.query else came.path
    if came.netloc != request.get_host() or not _can_be_kept(request, page):
        page = request.get_full_path() if can_be_opened(view) else reverse("start")
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts if name not in _OF_THE_PAGE]
    kept = keep(account_id, page=page, title="", fields=fields, named=True)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': reverse('kept' if kept else 'start')})}")


def _keep_typed(account_id: UUID, request: HttpRequest) -> HttpResponse:
    """Keep what a page that locks was told to: the fields of one form, as JSON pairs. 204 when it is kept, else 422."""
    page, action = request.POST.get("page", ""), request.POST.get("action", "")
    try:
        fields = [(str(name), str(text)) for name, text in json.loads(request.POST.get("fields", ""))]
    except (ValueError, TypeError):
        return HttpResponse(status=422)
    if not all(_can_be_kept(request, each) for each in (page, action)):
        return HttpResponse(status=422)
    title = request.POST.get("title", "")[:TITLE_LENGTH]
    return HttpResponse(status=204 if keep(account_id, page=page, title=title, fields=fields) else 422)


def _can_be_kept(request: HttpRequest, page: str) -> bool:
    """Whether an address is one of ours, of which what was typed may be kept."""
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return False
    try:
        return may_be_kept(resolve(unquote(urlsplit(page).path)).func)
    except (Resolver404, ValueError):
        return False


@asks_by_itself
@require_POST
@open_to(SIGNED_IN)
def keep_here(_request: HttpRequest) -> HttpResponse:
    """Refuse: what stands in a page is kept once its session rests, and this one does not."""
    return HttpResponse(status=409)


@require_safe
@open_to(SIGNED_IN)
def here(request: Any) -> JsonResponse:
    """Somebody is there: that the request came in has noted it."""
    return _left(request)


@asks_by_itself
@require_safe
@open_to(SIGNED_IN)
def quiet(request: Any) -> JsonResponse:
    """How long the session goes on if nobody does anything; asking is no use of it."""
    return _left(request)


def _left(request: Any) -> JsonResponse:
    """Seconds until the session rests, whose it is, and the token with which its pages send."""
    minutes = settings.IDLE[request.actor.kind != "worker"]
    used = next((each.used_at for each in visits(request.actor, request.session.session_key) if each.this), None)
    past = (timezone.now() - used).total_seconds() if used is not None else 0
    return JsonResponse({"left": int(minutes * 60 - past), "who": whose(request.actor), "token": get_token(request)})


@require_safe
@open_to(SIGNED_IN)
def kept(request: Any) -> HttpResponse:
    """What is kept for the reader, to read and copy."""
    found = [with_questions(request, each) if each.named else each for each in kept_of(request.actor)]
    if not found:
        request.session.pop(KEPT, None)
    return render(request, "access/kept.html", {"kept": found})


@require_POST
@open_to(SIGNED_IN)
def drop(request: Any) -> HttpResponse:
    """Keep one form no longer."""
    try:
        drop_kept(request.actor, UUID(request.POST.get("id", "")))
    except ValueError:
        return HttpResponse(status=422)
    return redirect("kept")


def waits_at_rest(request: Any) -> bool:
    """Whether something is kept for whose session rests here. At the door."""
    resting = getattr(request, "resting", None)
    return bool(resting and has_kept(resting))
