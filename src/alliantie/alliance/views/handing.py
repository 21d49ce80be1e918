"""The worker's own device, handed over: locked for the worker, a neutral page and a try-out for the client.

Whatever way the client's turn ends, the device shows the same locked page (access.views.locked).
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliantie import clock
from alliantie.access.identity import DOOR, Kind, prove
from alliantie.access.looks import lock, looks_of, remember
from alliantie.access.routes import WORKERS
from alliantie.alliance import operations
from alliantie.alliance.queries import RoundHere
from alliantie.alliance.views.common import (
    SHOWN,
    actor_of,
    device_of,
    end_handed,
    entered,
    is_handed,
    language,
    page,
    round_view,
)

BY_CODE: frozenset[Kind] = frozenset({"link"})


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(WORKERS)
def hand(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Lock the file and give the device: the worker is signed out in every tab before the client sees anything."""
    if request.method != "POST":
        return page(request, here, "hand.html")
    made = operations.make_link(actor=actor_of(request), now=clock.now(), here=here, qr=True)
    spoken = here.pair.client.language
    prove(DOOR)
    entry = operations.use_link(slug=made.slug, code=made.code, device=device_of(request))
    if entry is None:
        raise LookupError("a code that was just made does not open")
    request.session.flush()
    request.user = AnonymousUser()
    request.session["link"] = {
        **entry,
        "handed": True,
        "seen": int(clock.now().timestamp()),
    }
    answer = redirect("round-hello", round_id=here.round.id)
    lock(answer, looks_of(request))
    remember(answer, "language", spoken)
    return answer


@require_safe
@round_view(BY_CODE)
def hello(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """A neutral page: whose turn it is, language and size of letters."""
    return page(request, here, "hello.html", begins=not entered(request))


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(BY_CODE)
def practice(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """One question to try out. The answer is kept nowhere."""
    error = ""
    if request.method == "POST":
        if request.POST.get("answer"):
            return redirect("round-resume", round_id=here.round.id)
        error = _("Kies een antwoord. Of kies: Zeg ik liever niet.")
    asked = here.questionnaire(actor_of(request), language())
    return page(
        request, here, "practice.html", 422 if error else 200, options=asked.options, apart=asked.apart, error=error
    )


@require_POST
@round_view(BY_CODE)
def stay(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Somebody is busy on a page of the turn: it goes on, also where no other page is asked for."""
    if not is_handed(request):
        raise Http404
    return HttpResponse(status=204)


@require_POST
@round_view(BY_CODE)
def left(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """A page of the turn was closed or left: the turn ends, unless another page of it came since (link, reload)."""
    if not is_handed(request):
        raise Http404
    if request.POST.get("page") == request.COOKIES.get(SHOWN):
        return end_handed(request)
    return HttpResponse(status=204)
