"""The client's way in by a code, and the PIN that lets only this person go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alliantie import clock
from alliantie.access.identity import DOOR, Kind, prove
from alliantie.access.routes import open_to
from alliantie.alliance import operations, policies
from alliantie.alliance.queries import RoundHere
from alliantie.alliance.states import State
from alliantie.alliance.views.common import actor_of, device_of, page, round_view

BY_CODE: frozenset[Kind] = frozenset({"link"})
ANYONE_WITH_CODE: frozenset[Kind] = frozenset({"door", "link", "worker", "client"})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(ANYONE_WITH_CODE)
def link(request: HttpRequest, slug: str) -> HttpResponse:
    """The client's way in by code. Refused in a browser where someone is signed in."""
    if actor_of(request).kind in ("worker", "client"):
        return render(request, "alliance/link_refused.html", {"address": "u"}, status=409)
    if request.method == "GET" and request.session.get("link", {}).get("slug") == slug:
        # Back by the same link in the same browser: the code was used, the part goes on.
        return redirect("round", round_id=request.session["link"]["round"])
    error = ""
    if request.method == "POST":
        found = operations.use_link(slug=slug, code=request.POST.get("code", ""), device=device_of(request))
        if found is not None:
            # Sessions are the door's: as the visitor of an earlier link the old one would stay.
            prove(DOOR)
            request.session.flush()
            request.session["link"] = {**found, "slug": slug}
            return redirect("round-enter", round_id=found["round"])
        error = _("Deze code klopt niet, of is al gebruikt. Vraag om een nieuwe code.")
    return render(request, "alliance/link.html", {"error": error, "address": "u"}, status=422 if error else 200)


def _mistake(pin: str) -> str:
    """Why these signs cannot be a new PIN, or ""."""
    if not operations.is_pin(pin):
        return _("Een pincode is vier cijfers.")
    return _("Deze pincode raadt iemand snel. Kies een andere.") if operations.is_easy_pin(pin) else ""


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(BY_CODE)
def enter(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """After the code: an own PIN of four digits. The page is the same for a first time and a next time.

    Another PIN than before, also the first one, is typed a second time before it counts.
    """
    if request.method != "POST":
        return page(request, here, "enter.html", error="")
    pin = request.POST.get("pin", "")
    if operations.is_pin(pin) and operations.enter(
        actor=actor_of(request), here=here, pin=pin, device=device_of(request)
    ):
        return _let_in(request, here)
    error = _mistake(pin)
    if not error and here.state is not State.OPEN:
        error = _("Met deze pincode kan het niet. Probeer de pincode van de vorige keer.")
    return page(request, here, "enter.html", 422, error=error) if error else _ask_again(request, here, pin)


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(BY_CODE)
def forgotten(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """What happens when the PIN was forgotten, and a new one. Nothing is looked up: this is no way to try a PIN."""
    policies.check_can_start_anew(here, clock.today())
    error = _mistake(request.POST.get("pin", "")) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        return _ask_again(request, here, request.POST["pin"])
    return page(request, here, "forgotten.html", 422 if error else 200, error=error)


@require_http_methods(["GET", "HEAD", "POST"])
@round_view(BY_CODE)
def anew(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """The new PIN a second time. Only then is what was not sent yet erased."""
    policies.check_can_start_anew(here, clock.today())
    chosen = request.session["link"].get("chosen")
    if chosen is None:
        return redirect("round-enter", round_id=here.round.id)
    error = ""
    if request.method == "POST":
        pin = request.POST.get("pin", "")
        if operations.mark_of(here, pin[:20]) == chosen:
            operations.start_anew(actor=actor_of(request), here=here, pin=pin, device=device_of(request))
            return _let_in(request, here)
        error = _("Dit is niet dezelfde pincode. Probeer het nog een keer.")
    return page(request, here, "anew.html", 422 if error else 200, error=error)


def _ask_again(request: HttpRequest, here: RoundHere, pin: str) -> HttpResponse:
    request.session["link"] = {**request.session["link"], "chosen": operations.mark_of(here, pin)}
    return redirect("round-anew", round_id=here.round.id)


def _let_in(request: HttpRequest, here: RoundHere) -> HttpResponse:
    held = {name: value for name, value in request.session["link"].items() if name != "chosen"}
    request.session["link"] = {**held, "entered": True}
    return redirect("round", round_id=here.round.id)


@require_POST
@round_view(BY_CODE)
def leave(request: HttpRequest, here: RoundHere) -> HttpResponse:
    """Done on this device: what the code opened is closed here, and a next visit needs a new code."""
    prove(DOOR)
    request.session.flush()
    request.actor = DOOR  # type: ignore[attr-defined]
    return render(request, "alliance/left.html", {"address": here.practice.address})
