"""The page on which everyone sees where they are signed in, and ends it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from alliantie.access.identity import Actor
from alliantie.access.routes import SIGNED_IN, open_to
from alliantie.access.visits import end_visits, visits


def _here(request: HttpRequest) -> tuple[Actor, str]:
    """Who acts, and the key of this session."""
    return request.actor, request.session.session_key or ""  # type: ignore[attr-defined]


@require_safe
@open_to(SIGNED_IN)
def signed_in(request: HttpRequest) -> HttpResponse:
    """Each device on which the reader is signed in, this one first."""
    here = {"visits": visits(*_here(request)), "ended": request.GET.get("ended", "")}
    return render(request, "access/visits.html", here)


@require_POST
@open_to(SIGNED_IN)
def end(request: HttpRequest) -> HttpResponse:
    """End one visit, or all others. One that is over already, or is somebody else's, changes nothing."""
    named = request.POST.get("visit", "")
    try:
        which = None if named == "others" else UUID(named)
    except ValueError:
        return redirect("my-visits")
    actor, here = _here(request)
    end_visits(actor, here, which)
    return redirect(f"{reverse('my-visits')}?ended={'others' if which is None else 'one'}")
