"""What every page of a round does: find the round, know the reader, say in words why something cannot be done now."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from alliantie import clock
from alliantie.access.identity import Actor, Kind
from alliantie.access.policies import NotNow
from alliantie.access.routes import PAIR, open_to
from alliantie.alliance.models import Pair, Part, Round
from alliantie.alliance.queries import RoundHere, get_round

View = Callable[..., HttpResponse]


def language() -> str:
    """The reader's language, "nl" or "en"."""
    return (translation.get_language() or "nl")[:2]


def actor_of(request: Any) -> Actor:
    """Who acts; set by the middleware."""
    actor: Actor = request.actor
    return actor


def page(request: HttpRequest, here: RoundHere, template: str, status: int = 200, **extra: Any) -> HttpResponse:
    """A page of a round, with the names, the words and the form of address of its practice."""
    actor = actor_of(request)
    context = {
        "here": here,
        "round_id": here.round.id,
        "client_name": here.client_name,
        "worker_name": here.worker_name,
        "other_name": here.worker_name if actor.is_client else here.client_name,
        "address": here.practice.address if actor.is_client else "u",
        "is_client": actor.is_client,
        "today": clock.today(),
        "easy": here.round.form == "easy",
        # A questionnaire an organisation brought may lack the reader's language.
        "asked_in": here.instrument.language_for(language()),
        **extra,
    }
    return render(request, f"alliance/{template}", context, status=status)


def round_view(kinds: frozenset[Kind] = PAIR) -> Callable[[View], View]:
    """A view of one round: gets the round itself, and turns "not now" into a page that says what still stands."""

    def decorate(view: View) -> View:
        @open_to(kinds)
        @wraps(view)
        def shown(request: HttpRequest, round_id: UUID, **rest: Any) -> HttpResponse:
            try:
                here = get_round(actor_of(request), round_id)
            except (Round.DoesNotExist, Pair.DoesNotExist) as error:
                raise Http404 from error
            waiting_for_pin = actor_of(request).kind == "link" and not request.session["link"].get("entered")
            if waiting_for_pin and view.__name__ not in ("enter", "leave"):
                return redirect("round-enter", round_id=round_id)
            try:
                return view(request, here, **rest)
            except Part.DoesNotExist as error:
                raise Http404 from error
            except NotNow as refusal:
                return page(request, here, "not_now.html", 409, reason=refusal.reason)

        return shown

    return decorate


def parse_answer(text: str) -> int | str:
    """An answer as a form sends it: a number, or one of the words that stand apart. Raises ValueError."""
    if text in ("dont_know", "rather_not"):
        return text
    return int(text)


def parse_day(text: str) -> date | None:
    """A day as a browser sends it, or as people here type it (12-3-2027); None for anything else."""
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no time zone
    return None


def device_of(request: HttpRequest) -> str:
    """A telephone or a computer, for the client's own log; nothing finer is kept."""
    return "phone" if "Mobi" in request.headers.get("User-Agent", "") else "computer"
