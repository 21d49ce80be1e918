"""What every page of a round does: find the round, know the reader, say in words why something cannot be done now."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation

from alliantie import clock
from alliantie.access.identity import DOOR, Actor, Kind, prove
from alliantie.access.looks import LOCKED, lock
from alliantie.access.middleware import by_link
from alliantie.access.policies import NotNow
from alliantie.access.routes import PAIR, WORKERS, open_to
from alliantie.alliance import policies
from alliantie.alliance.drafts import Answer, Draft
from alliantie.alliance.models import Pair, Part, Round
from alliantie.alliance.queries import ErasedError, RoundHere, get_round, own_part

View = Callable[..., HttpResponse]

# On the worker's device, handed over: pages of the client, and how long it may lie still. Anything else ends it.
ON_HANDED = frozenset({
    "hello", "enter", "anew", "forgotten", "frame", "notice", "practice", "resume", "question", "save", "review",
    "share", "pause", "hub", "left", "stay",
})  # fmt: skip
# The page itself ends it after thirteen minutes, and tells at most every twenty seconds that somebody is busy there.
STILL_SECONDS = 13 * 60 + 30
# Where somebody who typed a code can be before the PIN.
BEFORE_PIN = frozenset({"enter", "anew", "forgotten", "leave", "hello", "left", "stay"})
# The cookie with the number of the page that was shown last there: a page that is left tells whether it was that one.
SHOWN = "shown"
# How long the client who looks along stays beside the worker without anything happening in the round.
BESIDE_SECONDS = 10 * 60


def language() -> str:
    """The reader's language, "nl" or "en"."""
    return (translation.get_language() or "nl")[:2]


def actor_of(request: Any) -> Actor:
    """Who acts; set by the middleware."""
    actor: Actor = request.actor
    return actor


def open_part(request: HttpRequest, here: RoundHere) -> tuple[Part, Draft]:
    """The reader's own part, which can still be answered. Queries as `own_part`. Raises Part.DoesNotExist, NotNow."""
    actor = actor_of(request)
    part, draft, _key = own_part(actor, here)
    policies.check_can_write_part(actor, here, part, clock.today())
    return part, draft


def page(request: HttpRequest, here: RoundHere, template: str, status: int = 200, **extra: Any) -> HttpResponse:
    """A page of a round, with the names, the words and the form of address of its practice."""
    actor = actor_of(request)
    handed, number = is_handed(request), secrets.token_hex(8)
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
        "handed": handed,
        "page_number": number,
        "beside": "beside" in request.session and beside_actor(request, here.round.id) is not None,
        # A questionnaire an organisation brought may lack the reader's language.
        "asked_in": here.instrument.language_for(language()),
        **extra,
    }
    answer = render(request, f"alliance/{template}", context, status=status)
    if handed:
        answer.set_cookie(SHOWN, number, secure=settings.SECURE, httponly=True, samesite="Lax")
    return answer


def is_handed(request: HttpRequest) -> bool:
    """Whether this is the worker's device, handed over to the client."""
    return bool(request.session.get("link", {}).get("handed"))


def end_handed(request: HttpRequest) -> HttpResponse:
    """End the client's turn on the worker's device: nothing of it stays, and the device shows that it is locked."""
    prove(DOOR)
    request.session.flush()
    request.actor = DOOR  # type: ignore[attr-defined]
    answer = redirect("locked")
    lock(answer, request.COOKIES.get(LOCKED, ""))
    answer.delete_cookie(SHOWN, samesite="Lax")
    return answer


def _on_handed(request: HttpRequest, name: str) -> HttpResponse | None:
    """Where a page leads on a handed-over device, None when it may be shown there."""
    held = request.session["link"]
    now = int(clock.now().timestamp())
    if name not in ON_HANDED or now - int(held["seen"]) > STILL_SECONDS:
        return end_handed(request)
    if name != "left":
        request.session["link"] = {**held, "seen": now}
    return None


def round_view(
    kinds: frozenset[Kind] = PAIR,
    *,
    beside: bool = False,
    agreed: bool = False,
    own: bool = False,
    own_held: bool = False,
) -> Callable[[View], View]:
    """A view of one round: gets the round itself, and turns "not now" into a page that says what still stands,
    and answers that were erased into one that says so.

    With `agreed` it comes with what the two agreed last time, with `own` also with the reader's own part, with
    `own_held` for a view that changes it once. With
    `beside` a client who looks along on the worker's screen, let in by the own PIN, can use it there.
    """

    def decorate(view: View) -> View:
        @open_to(kinds | WORKERS if beside else kinds)
        @wraps(view)
        def shown(request: HttpRequest, round_id: UUID, **rest: Any) -> HttpResponse:
            if actor_of(request).kind not in kinds and not _comes_beside(request, round_id):
                raise Http404
            try:
                here = get_round(actor_of(request), round_id, agreed=agreed, own=own, own_held=own_held)
            except (Round.DoesNotExist, Pair.DoesNotExist) as error:
                if is_handed(request):
                    return end_handed(request)
                raise Http404 from error
            name = view.__name__
            if is_handed(request) and (elsewhere := _on_handed(request, name)) is not None:
                return elsewhere
            waiting_for_pin = actor_of(request).kind == "link" and not entered(request)
            if waiting_for_pin and name not in BEFORE_PIN:
                return redirect("round-enter", round_id=round_id)
            try:
                return view(request, here, **rest)
            except Part.DoesNotExist as error:
                raise Http404 from error
            except (NotNow, ErasedError) as refusal:
                return _cannot(request, here, refusal)

        return shown

    return decorate


def _cannot(request: HttpRequest, here: RoundHere, refusal: NotNow | ErasedError) -> HttpResponse:
    if isinstance(refusal, ErasedError):
        return page(request, here, "erased.html", 410)
    return page(request, here, "not_now.html", 409, reason=refusal.reason)


def entered(request: HttpRequest) -> bool:
    """Whether the client chose or typed the PIN: on the own phone, or beside the worker."""
    return bool(request.session.get("link", request.session.get("beside", {})).get("entered"))


def beside_actor(request: HttpRequest, round_id: UUID) -> Actor | None:
    """The client who looks along on the worker's screen in this round, None when nobody does."""
    held = request.session.get("beside")
    now = int(clock.now().timestamp())
    if not held or held["round"] != str(round_id) or now - int(held["seen"]) > BESIDE_SECONDS:
        return None
    request.session["beside"] = {**held, "seen": now}
    return by_link(held)


def _comes_beside(request: HttpRequest, round_id: UUID) -> bool:
    """Let the client beside the worker act for the rest of this request, when there is one."""
    client = beside_actor(request, round_id)
    if client is None:
        return False
    prove(client)
    request.actor = client  # type: ignore[attr-defined]
    return True


def parse_answer(text: str) -> Answer:
    """An answer as a form sends it: a number, or one of the words that stand apart. Raises ValueError."""
    match text:
        case "dont_know" | "rather_not":
            return text
        case _:
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
